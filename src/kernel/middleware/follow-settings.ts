import type { EventBus } from '../events'
import type { MiddlewareSettings } from '../ports'
import { builtIns } from './built-ins'
import type { Chains } from './chains'

export interface FollowSettingsOptions {
  readonly middlewareSettings: MiddlewareSettings
  readonly chains: Pick<Chains, 'rebuild'>
  readonly events: EventBus
}

/**
 * Has the chains follow what becomes of their settings elsewhere: another tab set them, or a plugin that they name has
 * moved. A name that stayed there when its plugin has gone would put the next plugin of that name, whosever it is,
 * around the calls of others.
 */
export function followSettings({ middlewareSettings: settings, chains, events }: FollowSettingsOptions): void {
  settings.onChange((change) => {
    if (change.type === 'reread') tellChanged(['*'])
    else followName(change.from, change.to)
  })

  function tellChanged(targets: readonly string[]): void {
    chains.rebuild()
    for (const target of targets) events.emit({ type: 'changed', plugin: target, what: 'middleware' })
  }

  function followName(from: string, to: string | null): void {
    if (builtIns.has(from)) return
    // There, the name stands for the one that comes with Hotplug.
    const name = to === null || builtIns.has(to) ? null : to
    const changed = settings.targets().filter((target) => replace(target, from, name))
    if (changed.length === 0) return
    tellChanged(changed)
    if (name !== null) return
    const whose = changed.map((target) => (target === '*' ? 'all plugins' : `'${target}'`)).join(', ')
    const why = to === null ? 'was deleted' : `is called '${to}' now, as is a middleware of Hotplug`
    const message = `'${from}' ${why}: it goes around the calls of ${whose} no more`
    events.emit({ type: 'notice', plugin: from, generation: null, message })
  }

  function replace(target: string, from: string, to: string | null): boolean {
    const setting = settings.get(target)
    if (!setting?.names?.includes(from)) return false
    const names = setting.names.flatMap((name) => (name !== from ? [name] : to === null ? [] : [to]))
    settings.set(target, { ...setting, names: [...new Set(names)] })
    return true
  }
}
