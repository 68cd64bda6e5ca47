import { manifestFile } from '../kernel/manifest-file'
import type { PlacedFiles } from '../workspace/place-files'
import type { Workspace } from '../workspace/workspace'
import { withName } from './manifest-name'
import type { ImportedZip } from './plugin-folders'

/** Writes plugins from outside beside those that are there, none of which is written over. */
export function addImported(
  workspace: Pick<Workspace, 'plugins' | 'source' | 'write'>,
  { files, plugins, skipped }: PlacedFiles,
  freeName: (wish: string, taken: readonly string[]) => string,
): ImportedZip {
  const present = workspace.plugins()
  /** What comes in under its own name must still find it free. */
  const taken = [...present, ...plugins]
  const added: string[] = []
  const renamed: { from: string; to: string }[] = []
  const unchanged: string[] = []
  for (const plugin of plugins) {
    const incoming = filesOf(plugin, files)
    if (present.includes(plugin) && isSame(incoming, workspace.source(plugin).files)) {
      unchanged.push(plugin)
      continue
    }
    const name = present.includes(plugin) ? freeName(plugin, taken) : plugin
    if (name !== plugin) {
      taken.push(name)
      renamed.push({ from: plugin, to: name })
    }
    for (const [file, text] of incoming)
      workspace.write(`${name}/${file}`, name !== plugin && file === manifestFile ? withName(text, name) : text)
    added.push(name)
  }
  return { plugins: added, renamed, unchanged, skipped }
}

function filesOf(plugin: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const folder = `${plugin}/`
  return new Map(
    [...files].filter(([path]) => path.startsWith(folder)).map(([path, text]) => [path.slice(folder.length), text]),
  )
}

function isSame(incoming: ReadonlyMap<string, string>, present: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(present)
  return names.length === incoming.size && names.every((name) => incoming.get(name) === present[name])
}
