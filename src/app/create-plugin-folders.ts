import type { Kernel } from '../kernel/kernel'
import { manifestFile } from '../kernel/manifest-file'
import type { PluginSource } from '../kernel/ports'
import type { Workspace } from '../workspace/workspace'
import { maxPluginNameLength } from '../workspace/path-rules'
import { WorkspaceError } from '../workspace/workspace-error'
import { summarise, type Example } from './examples'
import type { PluginFolders, SharedPlugins } from './plugin-folders'
import { isDisabled } from './start-up'

export interface PluginFoldersOptions {
  readonly workspace: Workspace
  readonly kernel: Pick<Kernel, 'complete' | 'forget' | 'load'>
  readonly shared: SharedPlugins
  readonly examples: readonly Example[]
  /** The page's address, which share links lead back to. */
  readonly address: () => string
}

export function createPluginFolders(options: PluginFoldersOptions): PluginFolders {
  const { workspace, kernel, shared, examples, address } = options

  function refuseTaken(name: string): void {
    if (workspace.plugins().includes(name))
      throw new WorkspaceError('EXISTS', `There is a plugin '${name}' already. Choose another name.`)
  }

  function writeAll({ name, files }: PluginSource): void {
    for (const [file, text] of Object.entries(files)) workspace.write(`${name}/${file}`, text)
  }

  /** Gives what puts a folder's new name into its manifest, where it has one. */
  async function manifestRenamer(): Promise<(name: string) => void> {
    const { withName } = await import('./manifest-name')
    return (name) => {
      const path = `${name}/${manifestFile}`
      if (workspace.has(path)) workspace.write(path, withName(workspace.read(path), name))
    }
  }

  // A folder goes with its last file, too.
  workspace.on((change) => {
    if (change.type === 'plugin-removed') kernel.forget(change.plugin).catch((error: unknown) => reportError(error))
  })

  return {
    shared,
    examples: summarise(examples),
    freeName: (wish) => freeName(wish, workspace.plugins()),
    async create(name, kind = 'plugin') {
      refuseTaken(name)
      const { pluginTemplate } = await import('./template')
      writeAll({ name, files: pluginTemplate(name, kind) })
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
      await kernel.load(workspace.source(to), { disabled: isDisabled(workspace, to) })
    },
    remove: (name) => workspace.removePlugin(name),
    async duplicate(name, to) {
      refuseTaken(to)
      const renameInManifest = await manifestRenamer()
      writeAll({ name: to, files: workspace.source(name).files })
      renameInManifest(to)
    },
    restoreExample(name) {
      const example = examples.find((other) => other.name === name)
      if (!example) throw new WorkspaceError('NOT_FOUND', `There is no example '${name}'.`)
      if (workspace.plugins().includes(name)) {
        for (const file of Object.keys(workspace.source(name).files))
          if (!Object.hasOwn(example.files, file)) workspace.remove(`${name}/${file}`)
      }
      writeAll(example)
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

/** `wish`, or with the first number behind it that is free: `plugin-2`. */
export function freeName(wish: string, taken: readonly string[]): string {
  let name = wish
  for (let n = 2; taken.includes(name); n++) name = `${wish.slice(0, maxPluginNameLength - `-${n}`.length)}-${n}`
  return name
}
