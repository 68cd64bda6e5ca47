import type { PluginSource } from '../kernel/ports'
import type { Workspace } from '../workspace/workspace'

/** Puts the files of a plugin into its folder. */
export function writePlugin(workspace: Pick<Workspace, 'write'>, { name, files }: PluginSource): void {
  for (const [file, text] of Object.entries(files)) workspace.write(`${name}/${file}`, text)
}
