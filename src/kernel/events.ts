import type { AuditEntry } from './audit'
import type { PluginError, Position, Subject } from './errors'
import type { State } from './lifecycle'
import type { TraceStep } from './middleware/trace'
import type { LogLevel, LogValue } from './log-value'
import type { Grant } from './host-port'
import type { PluginSource } from './ports'
import type { HealthReport, SwapPhase, UnloadReceipt } from './reports'

/** What happened, to which generation. */
export type HostEventBody =
  /** The plugin's state on the lifecycle table changed. */
  | {
      readonly type: 'state'
      readonly plugin: string
      readonly version: string | null
      readonly generation: number | null
      readonly from: State | null
      readonly to: State
    }
  /** A save began, with these files. `swap` names it in the events that follow. */
  | { readonly type: 'swap-started'; readonly plugin: string; readonly swap: number; readonly source: PluginSource }
  /** A part of a swap ended. `startMs` counts from the save. `note` says why it cost nothing: 'while typing', 'from cache'. */
  | {
      readonly type: 'swap-phase'
      readonly plugin: string
      readonly swap: number
      readonly phase: SwapPhase
      readonly startMs: number
      readonly durationMs: number
      readonly note?: string
    }
  /** The registry points at the new generation. */
  | {
      readonly type: 'swap-committed'
      readonly plugin: string
      readonly swap: number
      readonly version: string
      readonly generation: number
      readonly predecessor: { readonly version: string; readonly generation: number } | null
      readonly timings: Readonly<Record<string, number>>
      readonly stateCarried: boolean
    }
  /** The candidate was given up; `serving` is the generation that goes on, if any. */
  | {
      readonly type: 'swap-refused'
      readonly plugin: string
      readonly swap: number
      readonly error: PluginError
      readonly serving: number | null
    }
  /** A worker was started again from the build that it had run. */
  | {
      readonly type: 'restarted'
      readonly plugin: string
      readonly version: string
      readonly generation: number
      readonly rolledBackFrom: number | null
      readonly reason: PluginError
    }
  /** A plugin was asked how it feels, or its newest calls were looked at where it has no `healthCheck`. */
  | ({ readonly type: 'checked' } & Subject & HealthReport)
  /** How a plugin feels has changed. */
  | ({ readonly type: 'health' } & Subject & HealthReport)
  /** Pins, a config, a kept state or the middleware are not what they were. `plugin` is `'*'` where it is all. */
  | { readonly type: 'changed'; readonly plugin: string; readonly what: 'pins' | 'config' | 'state' | 'middleware' }
  /** The predecessor finishes its calls; told again whenever their number changes. */
  | {
      readonly type: 'draining'
      readonly plugin: string
      readonly version: string
      readonly generation: number
      readonly pendingCalls: number
    }
  | {
      readonly type: 'call-started'
      readonly plugin: string
      readonly version: string
      readonly generation: number
      readonly call: number
      /** See `RunOptions.quiet`. */
      readonly quiet?: true
    }
  | {
      readonly type: 'call-ended'
      readonly plugin: string
      readonly version: string
      readonly generation: number
      readonly call: number
      readonly durationMs: number
      readonly error: PluginError | null
      readonly quiet?: true
    }
  /** A call went through the middleware around its plugin, outermost first. Not told of quiet calls. */
  | {
      readonly type: 'trace'
      readonly plugin: string
      readonly version: string | null
      readonly generation: number | null
      /** `null` where it never reached a worker. */
      readonly call: number | null
      /** In milliseconds; what the steps did not take, the plugin and its queue did. */
      readonly durationMs: number
      readonly steps: readonly Readonly<TraceStep>[]
    }
  | {
      readonly type: 'log'
      readonly plugin: string
      readonly version: string
      readonly generation: number
      readonly call: number | null
      readonly level: LogLevel
      readonly values: readonly LogValue[]
      readonly position: Position | null
    }
  | {
      readonly type: 'metric'
      readonly plugin: string
      readonly generation: number
      readonly kind: 'count' | 'gauge' | 'observe'
      readonly name: string
      readonly value: number
    }
  | {
      readonly type: 'dropped'
      readonly plugin: string
      readonly version: string
      readonly generation: number
      readonly what: string
      readonly count: number
    }
  /** A failure that no report carries: outside of any call, or found after the commit. */
  | { readonly type: 'error'; readonly error: PluginError }
  /** Something a person should know that is no failure: a lower version, an output that arrived plain. */
  | { readonly type: 'notice'; readonly plugin: string; readonly generation: number | null; readonly message: string }
  | { readonly type: 'unloaded'; readonly receipt: UnloadReceipt }
  /** A plugin asked for something that needs a grant; the same as its entry in the audit list. */
  | ({ readonly type: 'asked'; readonly quiet?: true } & Omit<AuditEntry, 'at'>)
  /** A person granted a capability, or took it back. */
  | { readonly type: 'permission'; readonly plugin: string; readonly capability: string; readonly grant: Grant }

/** One thing that the host tells. `seq` counts up by one; `at` is in milliseconds since 1970. */
export type HostEvent = HostEventBody & { readonly seq: number; readonly at: number }

export interface EventBus {
  emit(body: HostEventBody): void
  /** Listens to every event, in order. A listener that throws stops no other. Returns the disposer. */
  on(listener: (event: HostEvent) => void): () => void
}

export interface EventBusOptions {
  /** Milliseconds since 1970. */
  readonly date: () => number
  /** Told when a listener throws, which is a bug of the listener. */
  readonly onListenerError?: (error: unknown) => void
}

export function createEventBus({ date, onListenerError }: EventBusOptions): EventBus {
  const listeners = new Set<(event: HostEvent) => void>()
  /** What a listener's own doing set off waits until everyone has heard the event before it. */
  const untold: HostEvent[] = []
  let telling = false
  let seq = 0

  function tell(event: HostEvent): void {
    for (const listener of [...listeners]) {
      try {
        listener(event)
      } catch (error) {
        onListenerError?.(error)
      }
    }
  }

  return {
    emit(body) {
      untold.push({ ...body, seq: ++seq, at: date() })
      if (telling) return
      telling = true
      try {
        for (let event = untold.shift(); event; event = untold.shift()) tell(event)
      } finally {
        telling = false
      }
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
