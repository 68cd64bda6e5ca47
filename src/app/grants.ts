import { isPlainObject } from '../kernel/config'
import type { Grant, Grants } from '../kernel/host-port'
import type { Workspace } from '../workspace/workspace'
import type { Owners } from './owners'

const setting = 'grants'

type Kept = Extract<Grant, 'always' | 'denied'>

/** What a person lets plugins do: for always among the settings of the plugin, for less in memory. */
export function createGrants(
  workspace: Pick<Workspace, 'settingsOf' | 'on'>,
  owners: Pick<Owners, 'of' | 'pluginOf'>,
): Omit<Grants, 'onGone'> {
  /** By owner and capability. */
  const forNow = new Map<string, Grant>()
  /** By owner, as it was read: a call may be asked about several times. */
  const known = new Map<string, Readonly<Record<string, Kept>>>()
  workspace.on(({ type }) => {
    if (type === 'reloaded') known.clear()
  })

  function keptOf(owner: string): Readonly<Record<string, Kept>> {
    const kept = known.get(owner) ?? readKept(owner)
    known.set(owner, kept)
    return kept
  }

  function readKept(owner: string): Record<string, Kept> {
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
      known.delete(owner)
      if (grant === 'once' || grant === 'session') forNow.set(`${owner} ${capability}`, grant)
      else forNow.delete(`${owner} ${capability}`)
    },
  }
}

function isKept(grant: unknown): grant is Kept {
  return grant === 'always' || grant === 'denied'
}
