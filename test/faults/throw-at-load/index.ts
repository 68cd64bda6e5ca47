const table: Record<string, string[]> = {}

function firstOf(name: string): string {
  return table[name]!.join()
}

export const first = firstOf('nobody')
export default { execute: () => first }
