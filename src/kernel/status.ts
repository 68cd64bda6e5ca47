import type { ActiveVersion } from './active-version'
import type { Registration } from './registry'
import type { PluginStatus } from './reports'

/** What is told of a plugin: an entry for each active version, or one where there is none. */
export function statusOf(registration: Registration): PluginStatus[] {
  const { versions } = registration
  return versions.length > 0 ? versions.map((active) => entry(registration, active)) : [entry(registration, null)]
}

function entry(registration: Registration, active: ActiveVersion | null): PluginStatus {
  const { name, current, pinned, lifecycle, lastError, stats, calls, generations, dormant, blocked } = registration
  const serving = active?.serving ?? null
  const version = active?.build.version ?? dormant?.manifest.version ?? blocked?.manifest.version ?? null
  return {
    name,
    version,
    generation: serving?.build.generation ?? null,
    isDefault: active === null || active === current,
    isPinned: version !== null && pinned.has(version),
    state: (active?.lifecycle ?? lifecycle)?.state ?? (dormant ? 'stopped' : lastError ? 'failed' : 'compiling'),
    permissions: (active?.build.manifest ?? dormant?.manifest)?.permissions ?? [],
    generations: generations.list(),
    stats: { ...stats, inFlight: serving?.running ?? 0, waiting: calls.waiting },
    lastError,
  }
}
