import type { PluginError, PluginErrorCode } from '../errors'
import type { Instance } from '../instance'
import { pause } from '../pause'
import type { CallMethod, GuestCall } from '../guest-port'
import type { Clock } from '../ports'
import type { FailedReport } from '../reports'

/** One try to bring a call to the plugin. */
export interface Attempt {
  /** Who took the call, and the call inside of it; `null` as long as it has not reached the plugin. */
  taken: { readonly instance: Instance; readonly guest: GuestCall<CallMethod> } | null
}

/** A call that failed by itself, or with the step, which cannot go on. */
export type Failed =
  | { readonly kind: 'failed'; readonly error: PluginError; readonly durationMs: number }
  | { readonly kind: 'over'; readonly error: PluginError }

/** A call that went well. */
export interface Done<Report> {
  readonly kind: 'done'
  readonly report: Report
  /** `null` where a middleware answered for the plugin. */
  readonly instance: Instance | null
}

export interface PersistOptions {
  readonly clock: Clock
  /** Aborted when the run is over. */
  readonly signal: AbortSignal
  /** Aborted when no call of the step can go well any more. */
  readonly given: AbortSignal
  /** Why none can; `null` as long as one may. */
  readonly refusal: () => PluginError | null
}

export type Persist = <Report extends { readonly ok: true }>(
  trial: (attempt: Attempt) => Promise<Report | FailedReport>,
) => Promise<Done<Report> | Failed>

/** How long a step waits for a plugin that takes no calls, in milliseconds. */
export const patienceMs = 60_000
const firstPauseMs = 10
const longestPauseMs = 500
/** How often a call is made again that was inside a generation when its drain ended. */
const maxCutOffs = 3

/** Why a call that never reached the plugin may reach it later. */
const mayPass: ReadonlySet<PluginErrorCode> = new Set(['TIMEOUT', 'OVERLOADED'])

/** Why no call will reach the plugin; whatever else refused one, such as a middleware, may let the next one through. */
const neverPasses: ReadonlySet<PluginErrorCode> = new Set([
  'NOT_FOUND',
  'DISABLED',
  'QUARANTINED',
  'DEPENDENCY_MISSING',
  'DEPENDENCY_CYCLE',
  'CONFIG',
  'PERMISSION',
  'CANCELLED',
])

/** Tries again what never reached the plugin, until it does or never will. */
export function createPersist({ clock, signal, given, refusal }: PersistOptions): Persist {
  return async (trial) => {
    const since = clock.now()
    let pauseMs = firstPauseMs
    let cutOffs = 0
    for (;;) {
      const attempt: Attempt = { taken: null }
      const report = await trial(attempt)
      const { taken } = attempt
      const refused = refusal()
      if (refused) return { kind: 'over', error: refused }
      if (report.ok) return { kind: 'done', report, instance: taken?.instance ?? null }
      const { error, durationMs } = report
      if (signal.aborted) return { kind: 'over', error }
      if (taken) {
        // A worker that is about to be ended for this call would take the next one with it.
        await taken.guest.settled
        if (error.code !== 'CANCELLED' || ++cutOffs > maxCutOffs) return { kind: 'failed', error, durationMs }
      } else if (!mayPass.has(error.code)) {
        return neverPasses.has(error.code) ? { kind: 'over', error } : { kind: 'failed', error, durationMs }
      } else {
        if (clock.now() - since > patienceMs) return { kind: 'over', error }
        await pause(clock, pauseMs, given)
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      }
    }
  }
}
