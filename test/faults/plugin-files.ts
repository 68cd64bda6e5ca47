const texts = import.meta.glob<string>('./*/**', { query: '?raw', import: 'default', eager: true })

/** A plugin's files by path within its folder. */
export type Files = Readonly<Record<string, string>>

/** The files of `test/faults/<plugin>/`, with `others` over them. */
export function filesOf(plugin: string, others: Files = {}): Files {
  const folder = `./${plugin}/`
  const own = Object.entries(texts).filter(([path]) => path.startsWith(folder))
  if (own.length === 0) throw new Error(`There is no folder test/faults/${plugin}`)
  return { ...Object.fromEntries(own.map(([path, text]) => [path.slice(folder.length), text])), ...others }
}

/** Every folder there is. */
export function folders(): string[] {
  return [...new Set(Object.keys(texts).map((path) => path.split('/')[1] ?? ''))].sort()
}

/** A well-behaved generation for a fault to follow. It answers 'predecessor'. */
export function predecessorFiles(plugin: string): Files {
  return {
    'plugin.json': JSON.stringify({ name: plugin, version: '1.0.0', apiVersion: '^1.0.0' }),
    'index.ts': `export default { execute: () => 'predecessor' }\n`,
  }
}
