import { noBuild, pluginError, type PluginError } from './errors'
import { grantDurations } from './grant-duration'
import type { GuestFault } from './guest-fault'

export function notAskedFor(plugin: string, capability: string): GuestFault {
  return {
    code: 'PERMISSION',
    message: `'${plugin}' uses ${capability}, which its plugin.json does not ask for`,
    hint: `Add "${capability}" to "permissions" in plugin.json, save, and grant it.`,
  }
}

export function notGranted(plugin: string, capability: string, grant: 'ask' | 'denied'): GuestFault {
  const why = grant === 'ask' ? 'which nobody has granted' : 'which was denied'
  return { code: 'PERMISSION', message: `'${plugin}' uses ${capability}, ${why}`, hint: wayTo(plugin, capability) }
}

export function outsideOfCall(plugin: string, capability: string): GuestFault {
  return {
    code: 'PERMISSION',
    message: `'${plugin}' uses ${capability} outside of a call, and it was granted for one call`,
    hint: `Grant it for the session or for always. ${wayTo(plugin, capability)}`,
  }
}

export function notOpenYet(plugin: string, capability: string): GuestFault {
  return {
    code: 'CAPABILITY',
    message: `'${plugin}' uses ${capability}, which is still being opened: that takes longer the first time`,
    hint: 'Run it again in a moment, or give its calls more time: "limits": { "executeMs": 30000 } in plugin.json.',
    retryable: true,
  }
}

export function tookBack(plugin: string, capability: string): GuestFault {
  return {
    code: 'PERMISSION',
    message: `'${plugin}' was using ${capability} when it was taken back`,
    hint: wayTo(plugin, capability),
  }
}

/** How a person grants it. */
export function wayTo(plugin: string, capability: string): string {
  return `Grant it on the plugin's page, or by hotplug.permissions.grant('${plugin}', '${capability}'); then run it again.`
}

export function refusedGrant(plugin: string, capability: string): PluginError {
  const { code, message, hint } = notAskedFor(plugin, capability)
  return pluginError(code, 'idle', noBuild(plugin), message, { hint })
}

export function noDuration(plugin: string, duration: string): PluginError {
  const hint = `Grant it for ${grantDurations.map((known) => `'${known}'`).join(', ')}.`
  return pluginError('INPUT', 'idle', noBuild(plugin), `Nothing is granted for '${duration}'`, { hint })
}

export function nothingToRevoke(plugin: string, capability: string): PluginError {
  const hint = `hotplug.permissions.list('${plugin}') names what it asks for.`
  return pluginError('NOT_FOUND', 'idle', noBuild(plugin), `'${plugin}' neither asks for '${capability}' nor has it`, {
    hint,
  })
}
