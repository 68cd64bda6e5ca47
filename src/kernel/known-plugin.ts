import { noBuild, pluginError, PluginFailure, type Phase, type PluginError } from './errors'
import type { Registration, Registry } from './registry'

/** What a report or a receipt says where the host knows no plugin of that name. */
export function noSuchPlugin(plugin: string, phase: Phase): PluginError {
  return pluginError('NOT_FOUND', phase, noBuild(plugin), `There is no plugin '${plugin}'`)
}

/** For a command that cannot wait, as long as Hotplug is starting. */
export function notReady(plugin = ''): PluginFailure {
  return new PluginFailure(pluginError('NOT_READY', 'load', noBuild(plugin), 'Hotplug is still starting'))
}

/** For a command that gives a value. @throws PluginFailure `NOT_FOUND` */
export function knownPlugin(registry: Registry, plugin: string, phase: Phase): Registration {
  const registration = registry.get(plugin)
  if (!registration) throw new PluginFailure(noSuchPlugin(plugin, phase))
  return registration
}
