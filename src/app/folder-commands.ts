import type { Kernel } from '../kernel/kernel'
import { manifestFile } from '../kernel/manifest-file'
import type { Workspace } from '../workspace/workspace'
import { writePlugin } from './write-plugin'
import type { PluginFolders } from './plugin-folders'

/** What is fetched when a person asks for it, as no output waits for it. */
export type FolderCommands = Pick<
  PluginFolders,
  'create' | 'rename' | 'duplicate' | 'exportZip' | 'importZip' | 'shareLink'
>

export interface FolderCommandsOptions {
  readonly workspace: Workspace
  readonly kernel: Pick<Kernel, 'complete' | 'forget' | 'load'>
  /** The page's address, which share links lead back to. */
  readonly address: () => string
  readonly refuseTaken: (name: string) => void
  readonly freeName: (wish: string, taken: readonly string[]) => string
  readonly isDisabled: (name: string) => boolean
}

export function createFolderCommands(options: FolderCommandsOptions): FolderCommands {
  const { workspace, kernel, address, refuseTaken, freeName, isDisabled } = options

  /** Gives what puts a folder's new name into its manifest, where it has one. */
  async function manifestRenamer(): Promise<(name: string) => void> {
    const { withName } = await import('./manifest-name')
    return (name) => {
      const path = `${name}/${manifestFile}`
      if (workspace.has(path)) workspace.write(path, withName(workspace.read(path), name))
    }
  }

  return {
    async create(name, kind = 'plugin') {
      refuseTaken(name)
      const { pluginTemplate } = await import('./template')
      writePlugin(workspace, { name, files: pluginTemplate(name, kind) })
    },
    async rename(from, to) {
      refuseTaken(to)
      // All that may be missing is fetched before anything is changed.
      const [renameInManifest] = await Promise.all([manifestRenamer(), kernel.complete()])
      const mayRun = workspace.savedSource(from) !== null
      workspace.renamePlugin(from, to)
      renameInManifest(to)
      await kernel.forget(from)
      if (!mayRun) return
      workspace.markSaved(to)
      await kernel.load(workspace.source(to), { disabled: isDisabled(to) })
    },
    async duplicate(name, to) {
      refuseTaken(to)
      const renameInManifest = await manifestRenamer()
      writePlugin(workspace, { name: to, files: workspace.source(name).files })
      renameInManifest(to)
    },
    async exportZip(plugin) {
      const [{ exportZip }, { pipelinesText }] = await Promise.all([
        import('../workspace/zip'),
        import('./kept-pipelines'),
      ])
      const pipelines = plugin === undefined ? pipelinesText(workspace.settings) : undefined
      return new Blob([exportZip(workspace, { plugin, pipelines })], { type: 'application/zip' })
    },
    async importZip(file) {
      const [{ importZip }, { addImported }] = await Promise.all([import('../workspace/zip'), import('./add-imported')])
      const archive = file instanceof File ? file.name : 'import.zip'
      const unpacked = importZip(new Uint8Array(await file.arrayBuffer()), archive)
      if (!unpacked.ok) throw unpacked.error
      return addImported(workspace, unpacked.value, freeName)
    },
    async shareLink(plugin, inputText) {
      const { encodeShareLink } = await import('../workspace/share-link')
      const link = await encodeShareLink({ source: workspace.source(plugin), input: inputText })
      if (!link.ok) throw link.error
      return new URL(link.value, address()).href
    },
  }
}
