import { isUp, type ActiveVersion } from './active-version'
import type { CallQueue } from './calls'
import type { PluginError } from './errors'
import { createGenerations, type Generations } from './generations'
import type { Lifecycle } from './lifecycle'
import type { Manifest } from './manifest-schema'
import type { PluginSource } from './ports'
import { semver } from './semver'

/** A build that waits, and for what. */
export interface WaitingSource {
  readonly source: PluginSource
  readonly manifest: Manifest
}

/** What the kernel keeps of one plugin, whether an instance of it lives or not. */
export interface Registration {
  readonly name: string
  readonly calls: CallQueue
  /** What was committed in this session. */
  readonly generations: Generations
  /** The versions that are active side by side, in the order in which they came. */
  readonly versions: ActiveVersion[]
  /** The one of {@link versions} that was saved last: calls without a range go there. */
  current: ActiveVersion | null
  /** Versions that a person keeps active. */
  readonly pinned: Set<string>
  /** SemVer ranges that pipelines under way have in their steps, each as often as it is asked for. */
  readonly inUse: Set<{ readonly range: string }>
  /** The life that the plugin's state is read from while no version is active: that of the newest candidate. */
  lifecycle: Lifecycle | null
  /** The number that the newest commit got; the next one gets one more. */
  lastGeneration: number
  /** Aborted when a newer save comes in. */
  staging: AbortController | null
  /** What was saved last, whether it came up or not. */
  latest: PluginSource | null
  /** What waits for a dependency, and is tried again when one arrives. */
  blocked: WaitingSource | null
  /** What is loaded at the first call. */
  dormant: WaitingSource | null
  /** Whether a person has switched the plugin off. */
  disabled: boolean
  /** Whether the save under way starts without the predecessor's state. */
  leavesState: boolean
  /** What the newest save failed with; `null` once one is committed. */
  lastError: PluginError | null
  /** What was counted in this session, by version; without one, what no version had. */
  readonly counts: Map<string | undefined, Counts>
}

export interface Counts {
  calls: number
  errors: number
  restarts: number
  dropped: number
}

/** The plugins by name. What serves is whatever a registration points at, and a commit is that one assignment. */
export interface Registry {
  get(name: string): Registration | undefined
  /** The plugin's registration, made now if this is its first save. */
  register(name: string): Registration
  /** Forgets a plugin that is not loaded. */
  remove(name: string): void
  /** All of them, sorted by name. */
  list(): Registration[]
}

export function createRegistry(createCalls: (name: string) => CallQueue): Registry {
  const registrations = new Map<string, Registration>()
  return {
    get: (name) => registrations.get(name),
    register(name) {
      const known = registrations.get(name)
      if (known) return known
      const registration: Registration = {
        name,
        calls: createCalls(name),
        generations: createGenerations(),
        versions: [],
        current: null,
        pinned: new Set(),
        inUse: new Set(),
        lifecycle: null,
        lastGeneration: 0,
        staging: null,
        latest: null,
        blocked: null,
        dormant: null,
        disabled: false,
        leavesState: false,
        lastError: null,
        counts: new Map(),
      }
      registrations.set(name, registration)
      return registration
    },
    remove: (name) => void registrations.delete(name),
    list: () => [...registrations.values()].sort((a, b) => a.name.localeCompare(b.name)),
  }
}

/** The generation that calls without a range go to; `null` where none serves. */
export function servingGeneration(registration: Registration | undefined): number | null {
  return registration?.current?.serving?.build.generation ?? null
}

/** To be counted up. */
export function countsOf({ counts }: Registration, version: string | undefined): Counts {
  const known = counts.get(version) ?? { calls: 0, errors: 0, restarts: 0, dropped: 0 }
  counts.set(version, known)
  return known
}

/** The active version that a call with this range goes to: without one the current, else the highest that fits. */
export function findVersion({ versions, current }: Registration, range: string | undefined): ActiveVersion | null {
  if (range === undefined) return current
  return highestOf(versions, range)
}

/** The highest version that is up and fits. */
export function highestOf(versions: readonly ActiveVersion[], range: string): ActiveVersion | null {
  const fitting = versions.filter((active) => isUp(active) && semver().satisfies(active.build.version, range))
  return fitting.reduce<ActiveVersion | null>(
    (best, active) => (best && semver().compare(best.build.version, active.build.version) >= 0 ? best : active),
    null,
  )
}
