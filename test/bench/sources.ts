/** A TypeScript plugin of about `lines` lines that answers `<mark> <input>`. The functions are called, so none is dropped. */
export function pluginSource(lines: number, mark: string): string {
  const perFunction = 7
  const count = Math.max(1, Math.floor((lines - 12) / perFunction))
  const functions = Array.from(
    { length: count },
    (_, n) => `interface Row${n} { id: number; name: string; tags?: readonly string[] }
function step${n}(rows: readonly Row${n}[], by: number): number {
  const names = rows.filter((row) => row.name.length > by % 7).map(({ name }) => name.toUpperCase())
  let sum = 0
  for (const [index, name] of names.entries()) sum += name.charCodeAt(0) * (index + ${n})
  return sum % 1_000 + (rows[0]?.id ?? 0)
}`,
  )
  const calls = Array.from({ length: count }, (_, n) => `step${n}`).join(', ')
  return `import { definePlugin } from 'hotplug'

${functions.join('\n')}

const steps = [${calls}]

export default definePlugin({
  execute(input: string) {
    const rows = [{ id: 1, name: input }]
    return \`${mark} \${input} \${steps.length > 3 ? steps[0]!(rows, 3) : 0}\`
  },
})
`
}

export const manifest = JSON.stringify({ name: 'bench', version: '1.0.0', apiVersion: '^1.0.0', main: 'index.ts' })
