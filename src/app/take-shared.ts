import { manifestFile } from '../kernel/manifest-file'
import type { PluginSource } from '../kernel/ports'
import { ok, type Result } from '../kernel/result'
import { decodeShareLink } from '../workspace/share-link'
import type { Workspace } from '../workspace/workspace'
import type { WorkspaceError } from '../workspace/workspace-error'
import { withName } from './manifest-name'
import type { WaitingPlugin } from './plugin-folders'

type FreeName = (wish: string, taken: readonly string[]) => string

/** Takes the plugin of a link into the workspace, with its input; it is not saved by that. */
export async function takeShared(
  workspace: Workspace,
  fragment: string,
  freeName: FreeName,
): Promise<Result<WaitingPlugin, WorkspaceError>> {
  const decoded = await decodeShareLink(fragment)
  if (!decoded.ok) return decoded
  const { source, input } = decoded.value
  const name = keep(workspace, source, freeName)
  const settings = workspace.settingsOf(name)
  if (input !== null && settings.get('inputs') === undefined)
    settings.set('inputs', { selected: 'shared', named: [{ name: 'shared', text: input }] })
  return ok({ name, inputText: input })
}

/** Writes the files under a name that nothing of the person's own has. */
function keep(workspace: Workspace, source: PluginSource, freeName: FreeName): string {
  const name = freeName(source.name, workspace.plugins())
  for (const [file, text] of Object.entries(source.files)) {
    const isManifest = file === manifestFile && name !== source.name
    workspace.write(`${name}/${file}`, isManifest ? withName(text, name) : text)
  }
  return name
}
