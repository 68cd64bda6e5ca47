import { manifestFile } from '../kernel/manifest-file'
import type { PlacedFiles } from '../workspace/place-files'
import type { Workspace } from '../workspace/workspace'
import { addPipelines, readPipelines } from './add-imported-pipelines'
import { createKeptPipelines } from './kept-pipelines'
import { withName } from './manifest-name'
import type { CameIn, ImportedZip, Renaming } from './plugin-folders'

type FreeName = (wish: string, taken: readonly string[]) => string

/** Puts what came from outside beside what is there, none of which is written over. */
export async function addImported(
  workspace: Pick<Workspace, 'plugins' | 'source' | 'write' | 'settings'>,
  placed: PlacedFiles,
  freeName: FreeName,
): Promise<ImportedZip> {
  const read = await readPipelines(placed.pipelines)
  const plugins = addPlugins(workspace, placed, freeName)
  const kept = createKeptPipelines(workspace.settings)
  const { skipped, ...pipelines } = addPipelines(kept, read, plugins.renamed, freeName)
  return { plugins, pipelines, skipped: [...placed.skipped, ...skipped] }
}

function addPlugins(
  workspace: Pick<Workspace, 'plugins' | 'source' | 'write'>,
  { files, plugins }: Pick<PlacedFiles, 'files' | 'plugins'>,
  freeName: FreeName,
): CameIn {
  const present = workspace.plugins()
  /** What comes in under its own name must still find it free. */
  const taken = [...present, ...plugins]
  const added: string[] = []
  const renamed: Renaming[] = []
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
  return { added, renamed, unchanged }
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
