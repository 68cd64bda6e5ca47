export default {
  execute(input: string) {
    if (input !== 'loop') return `got ${input}`
    const again = (): Promise<never> => Promise.resolve().then(again)
    return again()
  },
}
