export const execute = (input: string) => input
export const version = 3
