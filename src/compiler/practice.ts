/** The name under which it is compiled; no plugin's folder can have it. */
export const practicePlugin = '\0practice'

/** The syntax that plugins are made of, in little. */
const sample = (n: number) => `
interface Row${n}<T = string> { readonly id: number; name: T; tags?: readonly T[] }
type Kind${n} = 'one' | 'two' | Row${n}['name']
enum Level${n} { low, high = 'high' }
export abstract class Box${n}<T extends object> {
  static count = 0
  #items: T[] = []
  constructor(private readonly label: string, public limit = ${n}) { Box${n}.count++ }
  get size(): number { return this.#items.length }
  async *each(): AsyncGenerator<T> { for (const item of this.#items) yield await Promise.resolve(item) }
}
export const work${n} = (rows: Row${n}[], { limit = 10, ...rest }: { limit?: number } = {}): Record<string, unknown> => {
  const seen = new Map<string, number>()
  try {
    for (const [index, row] of rows.entries()) seen.set(row.name, (seen.get(row.name) ?? 0) + row.id * index)
  } catch (error) {
    throw new Error(\`row \${String(error)}\`, { cause: error })
  } finally {
    if (seen.size > limit) seen.clear()
  }
  switch (seen.size) {
    case 0: return { ...rest, level: Level${n}.high, kind: 'one' satisfies Kind${n} }
    default: return Object.fromEntries([...seen].filter(([, sum]) => sum > 0 && /^a+/i.test(String(sum))))
  }
}`

/** A plugin to compile for practice: the browser makes a function of esbuild fast only once it has worked for a while. */
export function practiceSource(round: number): string {
  const parts = Array.from({ length: 12 }, (_, index) => sample(index))
  return `import { definePlugin } from 'hotplug'\n${parts.join('\n')}\nexport default definePlugin({ execute: () => ${round} })\n`
}
