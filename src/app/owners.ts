import type { Workspace } from '../workspace/workspace'

/**
 * Who a plugin's grants and data belong to: its folder, by an id that a rename keeps and that goes with the folder. So a
 * plugin that takes the name of a deleted one gets nothing of it.
 */
export interface Owners {
  /** The owner of what this plugin keeps, made now if it has none; `null` where there is no such plugin. */
  of(plugin: string): string | null
  /** The plugin that an owner belongs to, under whatever name; `null` where it is gone. */
  pluginOf(owner: string): string | null
}

export interface OwnersOptions {
  readonly workspace: Pick<Workspace, 'plugins' | 'settingsOf' | 'on'>
  /** A text that nobody can guess, and that no other owner has. */
  readonly newId: () => string
  /** Told when an owner's folder is gone. */
  readonly onGone: (owner: string) => void
}

const setting = 'owner'

export function createOwners({ workspace, newId, onGone }: OwnersOptions): Owners {
  /** The plugins by owner, as far as they have one. */
  let known = readAll()

  function readAll(): Map<string, string> {
    return new Map(
      workspace.plugins().flatMap((plugin) => {
        const owner = workspace.settingsOf(plugin).get(setting)
        return typeof owner === 'string' ? [[owner, plugin]] : []
      }),
    )
  }

  function ownerOf(plugin: string): string | null {
    for (const [owner, name] of known) if (name === plugin) return owner
    return null
  }

  function forget(plugin: string): void {
    const owner = ownerOf(plugin)
    if (owner === null) return
    known.delete(owner)
    onGone(owner)
  }

  workspace.on((change) => {
    if (change.type === 'reloaded') known = readAll()
    else if (change.type === 'plugin-removed') forget(change.plugin)
    else if (change.type === 'plugin-renamed') {
      const owner = ownerOf(change.from)
      if (owner !== null) known.set(owner, change.to)
    }
  })

  return {
    of(plugin) {
      const owner = ownerOf(plugin)
      if (owner !== null || !workspace.plugins().includes(plugin)) return owner
      const made = newId()
      known.set(made, plugin)
      workspace.settingsOf(plugin).set(setting, made)
      return made
    },
    pluginOf: (owner) => known.get(owner) ?? null,
  }
}
