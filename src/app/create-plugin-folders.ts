import type { Kernel } from '../kernel/kernel'
import { once } from '../kernel/once'
import { maxPluginNameLength } from '../workspace/path-rules'
import type { Workspace } from '../workspace/workspace'
import { WorkspaceError } from '../workspace/workspace-error'
import { summarise, type Example } from './examples'
import type { PluginFolders, SharedPlugins } from './plugin-folders'
import { isDisabled } from './start-up'
import { writePlugin } from './write-plugin'

export interface PluginFoldersOptions {
  readonly workspace: Workspace
  readonly kernel: Pick<Kernel, 'complete' | 'forget' | 'load'>
  readonly shared: SharedPlugins
  readonly examples: readonly Example[]
  /** The page's address, which share links lead back to. */
  readonly address: () => string
}

export function createPluginFolders(options: PluginFoldersOptions): PluginFolders {
  const { workspace, kernel, shared, examples } = options

  function refuseTaken(name: string): void {
    if (workspace.plugins().includes(name))
      throw new WorkspaceError('EXISTS', `There is a plugin '${name}' already. Choose another name.`)
  }

  const late = once(async () => {
    const { createFolderCommands } = await import('./folder-commands')
    return createFolderCommands({
      ...options,
      ...{ refuseTaken, freeName, isDisabled: (name) => isDisabled(workspace, name) },
    })
  })

  // A folder goes with its last file, too.
  workspace.on((change) => {
    if (change.type === 'plugin-removed') kernel.forget(change.plugin).catch((error: unknown) => reportError(error))
  })

  return {
    shared,
    examples: summarise(examples),
    freeName: (wish) => freeName(wish, workspace.plugins()),
    remove: (name) => workspace.removePlugin(name),
    restoreExample(name) {
      const example = examples.find((other) => other.name === name)
      if (!example) throw new WorkspaceError('NOT_FOUND', `There is no example '${name}'.`)
      if (workspace.plugins().includes(name)) {
        for (const file of Object.keys(workspace.source(name).files))
          if (!Object.hasOwn(example.files, file)) workspace.remove(`${name}/${file}`)
      }
      writePlugin(workspace, example)
    },
    create: async (...of) => (await late()).create(...of),
    rename: async (...of) => (await late()).rename(...of),
    duplicate: async (...of) => (await late()).duplicate(...of),
    exportZip: async (...of) => (await late()).exportZip(...of),
    importZip: async (...of) => (await late()).importZip(...of),
    shareLink: async (...of) => (await late()).shareLink(...of),
  }
}

/** `wish`, or with the first number behind it that is free: `plugin-2`. */
export function freeName(wish: string, taken: readonly string[]): string {
  let name = wish
  for (let n = 2; taken.includes(name); n++) name = `${wish.slice(0, maxPluginNameLength - `-${n}`.length)}-${n}`
  return name
}
