import { isUp, versionOf, type ActiveVersion } from './active-version'
import type { Route } from './calls'
import { noBuild, pluginError, type PluginError } from './errors'
import { findVersion, type Registration, type Registry } from './registry'
import { fail, ok } from './result'

/** Where the calls of a plugin go: asked anew when the turn of each has come. */
export function routeOf(registry: Registry, name: string): Route {
  return (range) => {
    const registration = registry.get(name)
    const active = registration && findVersion(registration, range)
    if (!registration || registration.staging || (active && isUp(active))) return ok(active?.serving ?? null)
    const known = registration.versions.filter(isUp)
    if (known.length === 0) return ok(null)
    return fail(range === undefined ? nobodyAnswers(registration) : noVersion(name, known, range))
  }
}

/** Why no call of the plugin will be answered, if none will. */
export function whyNobodyAnswers(registration: Registration): PluginError | null {
  if (registration.staging || registration.versions.some(isUp)) return null
  return nobodyAnswers(registration)
}

function nobodyAnswers({ name, lastError, disabled }: Registration): PluginError {
  const subject = noBuild(name)
  if (disabled) return pluginError('DISABLED', 'execute', subject, `'${name}' is disabled`)
  if (lastError && waitsForSomebody.has(lastError.code)) return lastError
  const reason = lastError ? `: its last save failed with ${lastError.code}, ${lastError.message}` : ''
  return pluginError('NOT_FOUND', 'execute', subject, `'${name}' is not loaded${reason}`)
}

/** Errors that say why nobody answers better than a sentence of ours. */
const waitsForSomebody: ReadonlySet<PluginError['code']> = new Set([
  'QUARANTINED',
  'DEPENDENCY_MISSING',
  'DEPENDENCY_CYCLE',
])

function noVersion(plugin: string, known: readonly ActiveVersion[], range: string): PluginError {
  const versions = known.map(versionOf)
  const is = versions.length > 1 ? 'are' : 'is'
  const message = `'${plugin}' ${versions.join(', ')} ${is} active, and no active version fits ${range}`
  return pluginError('NOT_FOUND', 'execute', { plugin, version: versions.at(-1) ?? null, generation: null }, message)
}
