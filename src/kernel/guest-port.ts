/**
 * What the kernel needs of the sandbox, as interfaces. `sandbox/` implements them for the browser; tests implement them in
 * memory. The kernel owns every deadline, so no method here takes one.
 */
import type { ConfigProblem, Health, Origin } from '../sdk'
import type { GuestFault, GuestFrame } from './guest-fault'
import type { HostAnswer } from './host-port'
import type { LogLevel, LogValue } from './log-value'
import type { PluginKind } from './manifest-schema'
import type { Result } from './result'

/** Which of the contract's optional members a loaded plugin has. */
export interface GuestExports {
  readonly init: boolean
  readonly shutdown: boolean
  readonly validateConfig: boolean
  readonly healthCheck: boolean
  readonly snapshot: boolean
  readonly restore: boolean
  readonly flush: boolean
}

/** What a guest left behind when it was asked to stop. */
export interface Residue {
  readonly timers: number
  readonly pendingCalls: number
}

/** What an item of a stream brings along beside itself. */
export interface StreamParams {
  /** Instead of the config that the generation was loaded with. */
  readonly config?: unknown
  /** `ctx.stream`; `null` unless told. */
  readonly stream?: number
}

/** What every call brings along beside its input. */
export interface CallParams extends StreamParams {
  /** An interpreter interrupts what is still busy after so many milliseconds. */
  readonly withinMs?: number
}

/** What came of the items of a batch that were begun: its first ones, and all of them unless its time was up. */
export interface BatchOutput {
  /** By item. What failed has `undefined` here. */
  readonly outputs: readonly unknown[]
  /** Which items failed, and how. */
  readonly faults: readonly ItemFault[]
  /** How long the whole took, and how long it took from when the last item was begun, in milliseconds. */
  readonly busyMs: number
  readonly tailMs: number
}

export interface ItemFault {
  /** The item's place in the batch, from 0. */
  readonly item: number
  readonly fault: GuestFault
}

/** The requests a realm answers, each with what goes in and what comes back. */
export interface GuestRequests {
  load: {
    params: { code: string; name: string; version: string; generation: number; config: unknown; kind: PluginKind }
    result: GuestExports
  }
  validateConfig: { params: { config: unknown }; result: readonly ConfigProblem[] }
  init: { params: Record<string, never>; result: null }
  restore: { params: { state: unknown; from: Origin }; result: null }
  healthCheck: { params: Record<string, never>; result: Health }
  /**
   * Calls `around` instead where the plugin is a middleware. `maxBytes` bounds the output; `warnings` are sentences such as
   * "a class instance arrived as a plain object".
   */
  execute: {
    params: CallParams & { input: unknown; maxBytes: number }
    result: { output: unknown; warnings: readonly string[] }
  }
  /**
   * Calls `execute` for each input, `concurrency` of them at the same time where they take their time. After `budgetMs`
   * milliseconds no further one is begun, so that a batch is answered soon whatever is in it. `maxBytes` bounds each output.
   */
  executeBatch: {
    params: CallParams & {
      inputs: readonly unknown[]
      maxBytes: number
      concurrency: number
      budgetMs: number
    }
    result: { output: BatchOutput; warnings: readonly string[] }
  }
  /** The stream is over; the output is one more item of it unless it is `undefined`. */
  flush: {
    params: CallParams & { maxBytes: number }
    result: { output: unknown; warnings: readonly string[] }
  }
  snapshot: { params: { maxBytes: number }; result: unknown }
  shutdown: { params: Record<string, never>; result: Residue }
}

export type GuestMethod = keyof GuestRequests

/** Those that are calls: they go through the plugin's queue, and may ask the host in their name. */
export type CallMethod = 'execute' | 'executeBatch' | 'flush'

/** What a realm tells without being asked. */
export type GuestEvent =
  | {
      readonly type: 'log'
      readonly call: number | null
      readonly level: LogLevel
      readonly values: readonly LogValue[]
      readonly frame: GuestFrame | null
      readonly at: number
    }
  | {
      readonly type: 'metric'
      readonly kind: 'count' | 'gauge' | 'observe'
      readonly name: string
      readonly value: number
    }
  /** Something was thrown away on purpose, to keep the page smooth. */
  | {
      readonly type: 'dropped'
      readonly what: 'log lines' | 'metrics' | 'late answers' | 'forged messages'
      readonly count: number
    }
  /** An error outside of any request: an unhandled rejection, an uncaught error. The guest goes on. */
  | { readonly type: 'fault'; readonly fault: GuestFault }
  /** The worker misses heartbeats (`true`), or answers again (`false`). */
  | { readonly type: 'unresponsive'; readonly value: boolean }
  /** The realm is gone; every request that was pending has been answered with the same fault. */
  | { readonly type: 'died'; readonly fault: GuestFault }

/** A request under way. */
export interface GuestCall<Method extends GuestMethod> {
  /** Counts up within the realm; `log` events of this call carry it. */
  readonly id: number
  /** Settles once; never rejects. */
  readonly settled: Promise<Result<GuestRequests[Method]['result'], GuestFault>>
  /** Aborts the `ctx.signal` of this call. The answer, if one comes, still settles it. */
  abort(reason: string): void
}

/** One frame with one worker, in which one generation of one plugin lives. */
export interface Realm {
  readonly id: number
  request<Method extends GuestMethod>(method: Method, params: GuestRequests[Method]['params']): GuestCall<Method>
  /** Listens to all that the realm tells. Returns the disposer. */
  on(listener: (event: GuestEvent) => void): () => void
  /** Sets who answers what the plugin asks of the host; without one, every request fails. */
  serve(answer: HostAnswer): void
  /**
   * Ends the worker at once and drops everything it held; pending requests settle with CANCELLED, and no
   * further event arrives. Calling it again does nothing.
   */
  dispose(): void
}

/** What a realm is asked for with; a manifest is one. */
export interface RealmWish {
  readonly runtime: Runtime
  readonly limits: { readonly memoryBytes: number }
}

/** Where a plugin runs: as a worker's own code, or interpreted inside of one, with a limit on its memory that holds. */
export type Runtime = 'worker' | 'interpreter'

export interface Sandbox {
  /** Hands out a fresh realm: the warm spare if it is ready, else one made now. A failure is that of the browser. */
  open(wish?: RealmWish): Promise<Result<Realm, GuestFault>>
}
