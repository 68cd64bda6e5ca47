import type { Build } from './build'
import type { CallQueue } from './calls'
import type { PluginError } from './errors'
import { createGenerations, type Generations } from './generations'
import type { Instance } from './instance'
import type { Lifecycle } from './lifecycle'

/** What the kernel keeps of one plugin, whether an instance of it lives or not. */
export interface Registration {
  readonly name: string
  readonly calls: CallQueue
  /** What was committed in this session. */
  readonly generations: Generations
  /** The instance that takes calls. */
  serving: Instance | null
  /** The life that the plugin's state is read from: that of the serving instance or, without one, the newest. */
  lifecycle: Lifecycle | null
  /** The build that served before the one that serves now, with its life, which may still be draining. */
  predecessor: { readonly build: Build; readonly lifecycle: Lifecycle } | null
  /** When the serving instance was committed, on the kernel's clock. */
  committedAt: number
  /** The number that the newest commit got; the next one gets one more. */
  lastGeneration: number
  /** Aborted when a newer save comes in. */
  staging: AbortController | null
  /** Aborted when a save or an unload makes bringing the plugin back needless. */
  recovering: AbortController | null
  /** What the newest save failed with; `null` once one is committed. */
  lastError: PluginError | null
  /** When the worker ended though nobody asked for it, on the kernel's clock; the newest last. */
  readonly deaths: number[]
  readonly stats: { calls: number; errors: number; restarts: number; dropped: number }
}

/** The plugins by name. What serves is whatever a registration points at, and a commit is that one assignment. */
export interface Registry {
  get(name: string): Registration | undefined
  /** The plugin's registration, made now if this is its first save. */
  register(name: string): Registration
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
        serving: null,
        lifecycle: null,
        predecessor: null,
        committedAt: 0,
        lastGeneration: 0,
        staging: null,
        recovering: null,
        lastError: null,
        deaths: [],
        stats: { calls: 0, errors: 0, restarts: 0, dropped: 0 },
      }
      registrations.set(name, registration)
      return registration
    },
    list: () => [...registrations.values()].sort((a, b) => a.name.localeCompare(b.name)),
  }
}
