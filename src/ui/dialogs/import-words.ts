import type { ImportedZip } from '../../app/plugin-folders'

/** What came in, under which name, and what was there already, in one sentence. */
export function importWords({ plugins, renamed, unchanged }: Omit<ImportedZip, 'skipped'>): string {
  const came = plugins.map((plugin) => {
    const was = renamed.find(({ to }) => to === plugin)
    return was ? `${was.from} as ${plugin}` : plugin
  })
  const left = unchanged.length === 0 ? null : `${unchanged.join(', ')} ${unchanged.length === 1 ? 'is' : 'are'}`
  if (came.length === 0) return `Nothing to import: ${left ?? 'no plugin is'} here already, file for file`
  return `Imported ${came.join(', ')}${left === null ? '' : `; ${left} here already, file for file`}`
}
