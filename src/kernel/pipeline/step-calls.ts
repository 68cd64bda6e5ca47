import { execution, type Admission } from '../admission'
import type { SubmitOptions } from '../calls'
import type { Config } from '../config'
import type { PluginError, PluginErrorCode } from '../errors'
import type { CallFrame, Instance } from '../instance'
import type { CallMethod, Clock, GuestCall, StreamParams } from '../ports'
import type { CallReport } from '../reports'
import type { StepConfigs } from './step-config'

/** Calls a plugin as the kernel's `run` does, middleware and queue included. */
export type Submit = (plugin: string, input: unknown, options: SubmitOptions) => Promise<CallReport>

/** A call as a step makes it. */
export interface StepCall {
  /** What the middleware and the queue know as the input. */
  readonly input: unknown
  /** Whether the plugin is asked to `execute` just this input. */
  readonly isSingle: boolean
  /** Hands the call to the plugin when its turn comes. */
  begin(input: unknown, instance: Instance, frame: CallFrame, params: StreamParams): GuestCall<CallMethod>
  /** Milliseconds; the plugin's `limits.executeMs` unless told. */
  readonly timeoutMs?: number | undefined
}

/** How a call ended: answered, failed by itself, or with the step, which cannot go on. */
export type StepOutcome =
  | {
      readonly kind: 'answered'
      readonly output: unknown
      /** `null` where a middleware answered for the plugin. */
      readonly instance: Instance | null
      readonly durationMs: number
    }
  | { readonly kind: 'failed'; readonly error: PluginError; readonly durationMs: number }
  | { readonly kind: 'over'; readonly error: PluginError }

/** The calls of one step of one run. */
export interface StepCalls {
  /** Who took the newest call; `null` before the first. */
  readonly serving: Instance | null
  call(call: StepCall): Promise<StepOutcome>
}

/** Who took a call, and the call inside of it. */
interface Taken {
  readonly instance: Instance
  readonly guest: GuestCall<CallMethod>
}

export interface StepCallsOptions {
  readonly plugin: string
  /** A SemVer range; `undefined` for the version that was saved last. */
  readonly range: string | undefined
  /** The step's own values; `null` where it has none. */
  readonly values: Config | null
  /** `null` for a run on one value. */
  readonly stream: number | null
  readonly submit: Submit
  /** Has the plugin's queue look again who may enter. */
  readonly pump: () => void
  readonly configs: StepConfigs
  readonly clock: Clock
  /** Aborted when the run is over. */
  readonly signal: AbortSignal
}

/** How long a step waits for a plugin that takes no calls, in milliseconds. */
export const patienceMs = 60_000
const firstPauseMs = 10
const longestPauseMs = 500
/** How often a call is made again that was inside a generation when its drain ended. */
const maxCutOffs = 3

/** Why a call that never reached the plugin may reach it later. */
const mayPass: ReadonlySet<PluginErrorCode> = new Set(['TIMEOUT', 'OVERLOADED'])

/** Why a call never reached the plugin that another one may. */
const aboutTheInput: ReadonlySet<PluginErrorCode> = new Set(['INPUT'])

/**
 * Brings the calls of a step to whichever instance serves when their turn comes, with the step's config, which that
 * instance has accepted before. What never reached the plugin is tried again: neither a swap nor a busy plugin loses an
 * item.
 */
export function createStepCalls(options: StepCallsOptions): StepCalls {
  const { plugin, range, values, stream, submit, pump, configs, clock, signal } = options
  const refusing = new AbortController()
  const given = AbortSignal.any([signal, refusing.signal])
  const asked = new WeakSet<Instance>()
  const refused: { by: PluginError | null } = { by: null }
  let serving: Instance | null = null

  function isReady(instance: Instance): boolean {
    if (values === null || configs.accepted(instance.build, values)) return true
    if (!asked.has(instance)) void ask(instance, values)
    return false
  }

  async function ask(instance: Instance, own: Config): Promise<void> {
    asked.add(instance)
    const checked = await configs.check(instance, own)
    if (checked === null || checked.ok) return pump()
    refused.by = checked.error
    refusing.abort()
  }

  function paramsFor(instance: Instance): StreamParams {
    const config = values && configs.accepted(instance.build, values)
    return { ...(config && { config }), ...(stream !== null && { stream }) }
  }

  async function once(call: StepCall): Promise<{ report: CallReport; taken: Taken | null }> {
    const { input, isSingle, timeoutMs } = call
    const place: { taken: Taken | null } = { taken: null }
    const admission: Admission = {
      isSingle,
      isReady,
      refuse: (value, build) => (isSingle ? execution.refuse(value, build) : null),
      begin(value, instance, frame) {
        serving = instance
        const guest = call.begin(value, instance, frame, paramsFor(instance))
        place.taken = { instance, guest }
        return guest
      },
    }
    const report = await submit(plugin, input, {
      ...(range !== undefined && { version: range }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...{ signal: given, quiet: stream !== null, mayDrop: stream !== null, admission },
    })
    return { report, taken: place.taken }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        stop()
        given.removeEventListener('abort', wake)
        resolve()
      }
      const stop = clock.after(ms, wake)
      given.addEventListener('abort', wake, { once: true })
      if (given.aborted) wake()
    })
  }

  return {
    get serving() {
      return serving
    },
    async call(call) {
      const since = clock.now()
      let pauseMs = firstPauseMs
      let cutOffs = 0
      for (;;) {
        const { report, taken } = await once(call)
        const { durationMs } = report
        if (refused.by) return { kind: 'over', error: refused.by }
        if (report.ok) return { kind: 'answered', output: report.output, instance: taken?.instance ?? null, durationMs }
        const { error } = report
        if (signal.aborted) return { kind: 'over', error }
        if (taken) {
          // A worker that is about to be ended for this call would take the next one with it.
          await taken.guest.settled
          if (error.code !== 'CANCELLED' || ++cutOffs > maxCutOffs) return { kind: 'failed', error, durationMs }
        } else if (aboutTheInput.has(error.code)) {
          return { kind: 'failed', error, durationMs }
        } else {
          if (!mayPass.has(error.code) || clock.now() - since > patienceMs) return { kind: 'over', error }
          await pause(pauseMs)
          pauseMs = Math.min(pauseMs * 2, longestPauseMs)
        }
      }
    },
  }
}
