import type { CameIn, ImportedZip } from '../../app/plugin-folders'

/** What came in, under which name, and what was there already, in one sentence. */
export function importWords({ plugins, pipelines }: Pick<ImportedZip, 'plugins' | 'pipelines'>): string {
  const came = [...listed(names(plugins), ''), ...listed(names(pipelines), 'pipeline')].join(' and ')
  const here = [
    ...listed(plugins.unchanged, '').map((list) => `${list} ${areHere(plugins)}, file for file`),
    ...listed(pipelines.unchanged, 'pipeline').map((list) => `${list} ${areHere(pipelines)}, step for step`),
  ].join('; ')
  if (came === '') return `Nothing to import: ${here}`
  return `Imported ${came}${here === '' ? '' : `; ${here}`}`
}

function names({ added, renamed }: CameIn): readonly string[] {
  return added.map((name) => {
    const was = renamed.find(({ to }) => to === name)
    return was ? `${was.from} as ${name}` : name
  })
}

/** One text, or none where the list is empty. */
function listed(names: readonly string[], noun: string): string[] {
  if (names.length === 0) return []
  const list = names.join(', ')
  return [noun === '' ? list : `the ${noun}${names.length === 1 ? '' : 's'} ${list}`]
}

function areHere({ unchanged }: CameIn): string {
  return `${unchanged.length === 1 ? 'is' : 'are'} here already`
}
