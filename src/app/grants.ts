import { isPlainObject } from '../kernel/config'
import type { Grant, Grants } from '../kernel/ports'
import type { Workspace } from '../workspace/workspace'
import type { Owners } from './owners'

const setting = 'grants'

type Kept = Extract<Grant, 'always' | 'denied'>

/** What a person lets plugins do: for always among the settings of the plugin, for less in memory. */
export function createGrants(workspace: Pick<Workspace, 'settingsOf'>, owners: Owners): Grants {
  /** By owner and capability. */
  const forNow = new Map<string, Grant>()

  function keptOf(owner: string): Record<string, Kept> {
    const plugin = owners.pluginOf(owner)
    const kept = plugin === null ? undefined : workspace.settingsOf(plugin).get(setting)
    if (!isPlainObject(kept) || kept['owner'] !== owner || !isPlainObject(kept['grants'])) return {}
    return Object.fromEntries(
      Object.entries(kept['grants']).filter((entry): entry is [string, Kept] => isKept(entry[1])),
    )
  }

  return {
    ownerOf: (plugin) => owners.of(plugin),
    get(owner, capability) {
      if (owners.pluginOf(owner) === null) return 'ask'
      const kept = keptOf(owner)
      return (forNow.get(`${owner} ${capability}`) ?? (Object.hasOwn(kept, capability) && kept[capability])) || 'ask'
    },
    set(owner, capability, grant) {
      const plugin = owners.pluginOf(owner)
      if (plugin === null) return
      const { [capability]: before, ...others } = keptOf(owner)
      const grants = isKept(grant) ? { ...others, [capability]: grant } : others
      if (isKept(grant) || before !== undefined) workspace.settingsOf(plugin).set(setting, { owner, grants })
      if (grant === 'once' || grant === 'session') forNow.set(`${owner} ${capability}`, grant)
      else forNow.delete(`${owner} ${capability}`)
    },
  }
}

function isKept(grant: unknown): grant is Kept {
  return grant === 'always' || grant === 'denied'
}
