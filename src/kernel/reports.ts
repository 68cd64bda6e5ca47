import type { Health } from '../sdk'
import type { PluginError } from './errors'
import type { GenerationStatus } from './generations'
import type { State } from './lifecycle'
import type { PluginKind } from './manifest-schema'

/** The parts of a swap that take time, in the order in which they may happen. */
export const swapPhases = [
  'compile',
  'spare',
  'load',
  'config',
  'init',
  'gate',
  'snapshot',
  'restore',
  'probe',
  'commit',
  'output',
  'drain',
  'stop',
  'reap',
] as const

export type SwapPhase = (typeof swapPhases)[number]

/** How a save ended. `timings` are milliseconds by {@link SwapPhase}, with `total` from the save to the commit. */
export type SwapReport =
  | {
      readonly ok: true
      readonly plugin: string
      readonly version: string
      readonly generation: number
      readonly timings: Readonly<Record<string, number>>
    }
  /** `serving` is the generation that still serves, if any. */
  | { readonly ok: false; readonly error: PluginError; readonly serving: number | null }

/** How a call ended. `durationMs` counts from the call to its end, waiting included. */
export type RunReport =
  | {
      readonly ok: true
      readonly output: unknown
      readonly version: string
      readonly generation: number
      readonly durationMs: number
    }
  | { readonly ok: false; readonly error: PluginError; readonly durationMs: number }

/** A {@link RunReport} with what the screen shows beside it. */
export type CallReport = RunReport & {
  /** The call's number, which its log lines carry; `null` if it never reached a worker. */
  readonly call: number | null
  /** Sentences such as "a class instance arrived as a plain object". */
  readonly warnings: readonly string[]
}

export type FailedReport = Extract<CallReport, { readonly ok: false }>

export interface RunOptions {
  /** A SemVer range; without it, the version that was saved last. */
  readonly version?: string
  /** Instead of the manifest's `limits.executeMs`. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** One of very many that nobody looks at one by one: its events say so, and those of the calls that it makes. */
  readonly quiet?: boolean
}

/** Says that a generation is gone, and what it left behind. */
export interface UnloadReceipt {
  readonly plugin: string
  readonly version: string | null
  readonly generation: number | null
  /** `false` where there was nothing to unload. */
  readonly unloaded: boolean
  /** Timers that were still set when the plugin was asked to stop; they are gone with the worker. */
  readonly timers: number
  /** Calls that had not ended when the drain was over; they got CANCELLED. */
  readonly pendingCalls: number
  /** The worker is ended and its frame removed. */
  readonly workerEnded: boolean
  /** Milliseconds from the request until all was gone. */
  readonly durationMs: number
  /** What `shutdown` threw, if it did; else why nothing could be unloaded: `NOT_FOUND` where there is no such plugin. */
  readonly error: PluginError | null
}

/** How a plugin feels. */
export interface HealthReport extends Health {
  /** The share of its newest calls that failed, from 0 to 1. */
  readonly errorRate: number
}

/** What was counted in this session of one version; of all of them where none is active. */
export interface PluginStats {
  readonly calls: number
  readonly errors: number
  readonly inFlight: number
  readonly waiting: number
  readonly restarts: number
  /** Answers and messages that came from old generations or to no call, and were dropped. */
  readonly dropped: number
}

/** One active version of a plugin as the kernel sees it; one entry for a plugin without any. */
export interface PluginStatus {
  readonly name: string
  readonly kind: PluginKind
  readonly version: string | null
  /** Whether calls without a range go here: the version that was saved last. */
  readonly isDefault: boolean
  /** Whether a person keeps this version active. */
  readonly isPinned: boolean
  readonly generation: number | null
  readonly state: State
  readonly permissions: readonly string[]
  /** Those that were committed in this session, oldest first; of very many, the newest. */
  readonly generations: readonly GenerationStatus[]
  readonly stats: PluginStats
  /** What the newest save failed with, if it failed. */
  readonly lastError: PluginError | null
}
