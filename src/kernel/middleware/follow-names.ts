import type { EventBus } from '../events'
import type { MiddlewareSettings } from '../ports'
import { builtIns } from './built-ins'
import type { Chains } from './chains'

export interface FollowNamesOptions {
  readonly middlewareSettings: MiddlewareSettings
  readonly chains: Pick<Chains, 'rebuild'>
  readonly events: EventBus
}

/**
 * Has the lists of middleware follow the plugins that they name. A name that stayed there when its plugin has gone would
 * put the next plugin of that name, whosever it is, around the calls of others.
 */
export function followNames({ middlewareSettings: settings, chains, events }: FollowNamesOptions): void {
  settings.onMove((from, to) => {
    if (builtIns.has(from)) return
    // There, the name stands for the one that comes with Hotplug.
    const name = to === null || builtIns.has(to) ? null : to
    const changed = settings.targets().filter((target) => follow(target, from, name))
    if (changed.length === 0) return
    chains.rebuild()
    for (const target of changed) events.emit({ type: 'changed', plugin: target, what: 'middleware' })
    if (name !== null) return
    const whose = changed.map((target) => (target === '*' ? 'all plugins' : `'${target}'`)).join(', ')
    const why = to === null ? 'was deleted' : `is called '${to}' now, as is a middleware of Hotplug`
    const message = `'${from}' ${why}: it goes around the calls of ${whose} no more`
    events.emit({ type: 'notice', plugin: from, generation: null, message })
  })

  function follow(target: string, from: string, to: string | null): boolean {
    const setting = settings.get(target)
    if (!setting?.names?.includes(from)) return false
    const names = setting.names.flatMap((name) => (name !== from ? [name] : to === null ? [] : [to]))
    settings.set(target, { ...setting, names: [...new Set(names)] })
    return true
  }
}
