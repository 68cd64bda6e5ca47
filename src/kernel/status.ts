import type { ActiveVersion } from './active-version'
import { countsOf, findVersion, type Registration } from './registry'
import type { PluginStats, PluginStatus } from './reports'

/** What is told of a plugin: an entry for each active version, or one where there is none. */
export function statusOf(registration: Registration): PluginStatus[] {
  const { versions } = registration
  return versions.length > 0 ? versions.map((active) => entry(registration, active)) : [entry(registration, null)]
}

function entry(registration: Registration, active: ActiveVersion | null): PluginStatus {
  const { name, current, pinned, lifecycle, lastError, generations, dormant, blocked } = registration
  const manifest = active?.build.manifest ?? dormant?.manifest
  const version = manifest?.version ?? blocked?.manifest.version ?? null
  return {
    name,
    kind: manifest?.kind ?? 'plugin',
    version,
    generation: active?.serving?.build.generation ?? null,
    isDefault: active === null || active === current,
    isPinned: version !== null && pinned.has(version),
    state: (active?.lifecycle ?? lifecycle)?.state ?? (dormant ? 'stopped' : lastError ? 'failed' : 'compiling'),
    permissions: manifest?.permissions ?? [],
    generations: generations.list(),
    stats: active ? statsOf(registration, active) : sumOf(registration),
    lastError,
  }
}

function statsOf(registration: Registration, active: ActiveVersion): PluginStats {
  const inFlight = active.serving?.running ?? 0
  let waiting = 0
  for (const [range, queue] of registration.calls.queues)
    if (queue.size > 0 && findVersion(registration, range) === active) waiting += queue.size
  return { ...countsOf(registration, active.build.version), inFlight, waiting }
}

/** What all versions of a plugin had. */
export function sumOf({ counts, calls }: Registration): PluginStats {
  const sum = { calls: 0, errors: 0, restarts: 0, dropped: 0, inFlight: 0, waiting: calls.waiting }
  for (const one of counts.values()) {
    sum.calls += one.calls
    sum.errors += one.errors
    sum.restarts += one.restarts
    sum.dropped += one.dropped
  }
  return sum
}
