import { execution, type Admission } from '../admission'
import type { SubmitOptions } from '../pending-call'
import type { Config } from '../config'
import type { PluginError } from '../errors'
import type { CallFrame } from '../call-frame'
import type { Instance } from '../instance'
import { gated } from '../middleware/admitted'
import type { Batch, BatchDone, BatchReport, SendBatch } from '../middleware/batch'
import type { CallMethod, GuestCall, StreamParams } from '../guest-port'
import type { Clock } from '../ports'
import type { CallReport } from '../reports'
import type { Item } from './item'
import { createPersist, type Attempt, type Failed } from './persist'
import type { StepConfigs } from './step-config'
import type { Turns } from './turns'

/** Calls a plugin as the kernel's `run` does: through its queue, and its middleware where it is one call of `execute`. */
export type RunCall = (plugin: string, input: unknown, options: SubmitOptions) => Promise<CallReport>

/** Hands a call to the plugin when its turn comes. */
export type Begin = (
  input: unknown,
  instance: Instance,
  frame: CallFrame,
  params: StreamParams,
) => GuestCall<CallMethod>

/** A call as a step makes it. */
export interface StepCall {
  /** What the middleware and the queue know as the input. */
  readonly input: unknown
  /** Whether the plugin is asked to `execute` just this input. */
  readonly isSingle: boolean
  readonly begin: Begin
}

/** Items that are to be executed together. */
export interface StepBatch {
  readonly items: readonly Item[]
  /** Through what stands around the plugin. */
  readonly send: SendBatch
  /** Milliseconds; the plugin's `limits.executeMs` unless told. */
  readonly timeoutMs: number | undefined
  /** For what came through. */
  prepare(batch: Batch): Execution
}

/** A batch that is to be handed to the plugin. */
export interface Execution {
  readonly begin: Begin
  /** Reads what the instance answered. */
  finish(output: unknown, instance: Instance): BatchReport
}

/** How a call ended. */
export type StepOutcome =
  | {
      readonly kind: 'answered'
      readonly output: unknown
      /** `null` where a middleware answered for the plugin. */
      readonly instance: Instance | null
      readonly durationMs: number
    }
  | Failed

/** How a batch ended. One that failed says nothing of its items. */
export type BatchOutcome = { readonly kind: 'answered'; readonly work: BatchDone } | Failed

/** The calls of one step of one run. */
export interface StepCalls {
  /** Who took the newest call; `null` before the first. */
  readonly serving: Instance | null
  call(call: StepCall): Promise<StepOutcome>
  callBatch(batch: StepBatch): Promise<BatchOutcome>
}

export interface StepCallsOptions {
  readonly plugin: string
  /** A SemVer range; `undefined` for the version that was saved last. */
  readonly range: string | undefined
  /** The step's own values; `null` where it has none. */
  readonly values: Config | null
  /** `null` for a run on one value. */
  readonly stream: number | null
  readonly runCall: RunCall
  /** Has the plugin's queue look again who may enter. */
  readonly pump: () => void
  readonly configs: StepConfigs
  readonly clock: Clock
  readonly turns: Turns
  /** Aborted when the run is over. */
  readonly signal: AbortSignal
}

/**
 * Brings the calls of a step to whichever instance serves when their turn comes, with the step's config, which that
 * instance has accepted before. What never reached the plugin is tried again: neither a swap nor a busy plugin loses an
 * item.
 */
export function createStepCalls(options: StepCallsOptions): StepCalls {
  const { plugin, range, values, stream, runCall, pump, configs, clock, turns, signal } = options
  const refusing = new AbortController()
  const given = AbortSignal.any([signal, refusing.signal])
  const asked = new WeakSet<Instance>()
  let refusedBy: PluginError | null = null
  let serving: Instance | null = null
  const persist = createPersist({ clock, signal, given, refusal: () => refusedBy })
  const isStream = stream !== null
  const common: SubmitOptions = {
    ...{ signal: given, quiet: isStream, mayDrop: isStream },
    ...(range !== undefined && { version: range }),
    ...((values || isStream) && { variant: JSON.stringify([values, stream]) }),
  }

  function isReady(instance: Instance): boolean {
    if (values === null || configs.accepted(instance.build, values)) return true
    if (!asked.has(instance)) void ask(instance, values)
    return false
  }

  async function ask(instance: Instance, own: Config): Promise<void> {
    asked.add(instance)
    const checked = await configs.check(instance, own)
    if (checked === null || checked.ok) return pump()
    refusedBy = checked.error
    refusing.abort()
  }

  function paramsFor(instance: Instance): StreamParams {
    const config = values && configs.accepted(instance.build, values)
    return { ...(config && { config }), ...(isStream && { stream }) }
  }

  function admit(attempt: Attempt, isSingle: boolean, begin: Begin): Admission {
    return {
      isSingle,
      isReady,
      refuse: (value, build) => (isSingle ? execution.refuse(value, build) : null),
      begin(value, instance, frame) {
        serving = instance
        const guest = begin(value, instance, frame, paramsFor(instance))
        attempt.taken = { instance, guest }
        return guest
      },
    }
  }

  async function enter(attempt: Attempt, batch: Batch, { begin, finish }: Execution): Promise<BatchReport> {
    const inputs = batch.items.map(({ value }) => value)
    const admission = batch.gates.reduce(gated, admit(attempt, false, begin))
    const report = await runCall(plugin, inputs, { ...batch.options, admission })
    if (!report.ok) return report
    if (!attempt.taken) throw new TypeError('a batch was answered that nobody took')
    return finish(report.output, attempt.taken.instance)
  }

  return {
    get serving() {
      return serving
    },
    async call({ input, isSingle, begin }) {
      const ended = await persist((attempt) =>
        runCall(plugin, input, { ...common, admission: admit(attempt, isSingle, begin) }),
      )
      if (ended.kind !== 'done') return ended
      const { output, durationMs } = ended.report
      return { kind: 'answered', output, instance: ended.instance, durationMs }
    },
    async callBatch({ items, send, timeoutMs, prepare }) {
      const request = { plugin, items, turns, options: { ...common, ...(timeoutMs !== undefined && { timeoutMs }) } }
      const ended = await persist((attempt) => send(request, (batch) => enter(attempt, batch, prepare(batch))))
      return ended.kind === 'done' ? { kind: 'answered', work: ended.report } : ended
    },
  }
}
