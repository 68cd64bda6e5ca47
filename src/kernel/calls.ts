import { execution, type Admission } from './admission'
import { ancestors, isPartOfCallOf } from './ancestors'
import { subjectOf } from './build'
import { cancelled, overloaded, replaced, stuckFault, tookTooLong, waitedTooLong } from './call-faults'
import { noBuild, type PluginError, type Subject } from './errors'
import type { EventBus } from './events'
import { guestError } from './guest-error'
import type { CallMethod, GuestCall } from './guest-port'
import type { Around, CallFrame } from './call-frame'
import { hasRoom, type Instance } from './instance'
import type { Limits } from './manifest-schema'
import type { PendingCall, SubmitOptions } from './pending-call'
import type { Clock } from './ports'
import type { CallReport } from './reports'
import type { Result } from './result'
import { createWaitingCalls } from './waiting-calls'

/**
 * The calls of one plugin: they wait here until the instance that serves them has room. Which one that is, is asked
 * when a call's turn comes: after a swap whoever waits goes to the new one, and what is inside the old one ends there.
 */
export interface CallQueue {
  /** Calls that no instance has taken yet. */
  readonly waiting: number
  /** The same calls, by the range that they ask for. */
  readonly queues: ReadonlyMap<string | undefined, ReadonlySet<PendingCall>>
  /** Calls that are inside an instance, answered or not. */
  readonly inside: ReadonlySet<PendingCall>
  /** What holds for a call with this range: the limits of whoever would take it now. */
  limitsOf(range: string | undefined): Pick<Limits, 'executeMs' | 'queue'>
  submit(input: unknown, options: SubmitOptions): Promise<CallReport>
  /** Hands out what can be handed out: to be called when another instance serves, or none. */
  pump(): void
  /** Shuts the gate: calls wait, but for no longer than their own deadline. Returns what opens it again. */
  hold(): () => void
  /** Gives every waiting call this error, or this one alone. */
  refuse(error: PluginError, only?: PendingCall): void
  /** Gives every call that is inside `instance` CANCELLED; says how many there were. */
  cancel(instance: Instance): number
}

/** Who takes a call: an instance, nobody yet (`null`), or nobody ever. */
export type Route = (range: string | undefined) => Result<Instance | null, PluginError>

export interface CallQueueOptions {
  readonly plugin: string
  readonly route: Route
  readonly clock: Clock
  readonly events: EventBus
  /** Told of each call that ended; for the statistics. */
  readonly onEnd: (report: CallReport, call: PendingCall) => void
  /** Told when a call that is part of another one has to wait. */
  readonly onWait: () => void
  /** Told when a call that timed out did not follow the abort, just before its worker is ended. */
  readonly onStuck: (instance: Instance, input: unknown, error: PluginError) => void
}

interface Call extends PendingCall {
  readonly input: unknown
  readonly since: number
  readonly deadlineAt: number
  readonly around: Around | null
  readonly byNext: boolean
  readonly quiet: boolean
  readonly admission: Admission
  readonly settle: (report: CallReport) => void
  at: { readonly instance: Instance; readonly frame: CallFrame; readonly guest: GuestCall<CallMethod> } | null
  answered: boolean
  stopClock: () => void
  stopListening: () => void
}

/** How long a plugin may take to follow an abort before its worker is ended, in milliseconds. */
export const abortGraceMs = 250

/** What holds for calls that come before the first commit has told the plugin's own limits. */
const firstLimits = { executeMs: 10_000, queue: 1_000 }

export function createCallQueue({ plugin, route, clock, events, onEnd, onWait, onStuck }: CallQueueOptions): CallQueue {
  const waiting = createWaitingCalls<Call>()
  const inside = new Set<Call>()
  /** Those of the newest instance: they hold while a plugin is brought back, too. */
  let limits: Pick<Limits, 'executeMs' | 'queue'> = firstLimits
  /** A superseded save and the newer one may hold the gate at the same time. */
  let holds = 0

  function limitsOf(range: string | undefined): Pick<Limits, 'executeMs' | 'queue'> {
    const target = range === undefined ? null : route(range)
    return target?.ok && target.value ? target.value.build.manifest.limits : limits
  }

  const subject = (range: string | undefined): Subject => {
    const target = route(range)
    return target.ok && target.value ? subjectOf(target.value.build) : noBuild(plugin)
  }

  function pump(): void {
    const current = route(undefined)
    if (current.ok && current.value) limits = current.value.build.manifest.limits
    for (const [range, queue] of waiting.queues) pumpQueue(range, queue)
    for (const call of waiting.nested) {
      const target = route(call.range)
      if (target.ok && target.value && goesPast(call, target.value) && call.admission.isReady(target.value))
        enter(call, target.value)
    }
  }

  /**
   * Whether a call does not wait as the others do, as the call that it is part of waits for it: the gate opens only when
   * what is inside has ended, and a middleware keeps its place until all that it goes around has.
   */
  function goesPast(call: Call, instance: Instance): boolean {
    if (holds === 0) return call.needsNoPlace
    return (call.needsNoPlace || hasRoom(instance)) && isPartOfOneIn(instance, call)
  }

  function isPartOfOneIn(instance: Instance, { parent }: Call): boolean {
    const frames = new Set(ancestors(parent))
    return [...inside].some(({ at, answered }) => !answered && at?.instance === instance && frames.has(at.frame))
  }

  function pumpQueue(range: string | undefined, queue: ReadonlySet<Call>): void {
    for (const call of queue) {
      if (holds > 0) return
      const target = route(range)
      if (!target.ok) failed(call, target.error)
      else if (!hasRoom(target.value)) return
      else if (call.admission.isReady(target.value)) enter(call, target.value)
    }
  }

  function enter(call: Call, instance: Instance): void {
    waiting.remove(call)
    const refusal = call.admission.refuse(call.input, instance.build)
    if (refusal) failed(call, refusal)
    else start(call, instance)
  }

  function isFree(range: string | undefined): boolean {
    const target = route(range)
    return holds === 0 && target.ok && hasRoom(target.value)
  }

  function start(call: Call, instance: Instance): void {
    const { deadlineAt, parent, quiet, around, byNext } = call
    const frame = { instance, deadlineAt, parent, quiet, around, byNext }
    const guest = call.admission.begin(call.input, instance, frame)
    const { version, generation } = instance.build
    call.at = { instance, frame, guest }
    inside.add(call)
    const number = instance.callNumber(guest)
    events.emit({ type: 'call-started', plugin, version, generation, call: number, ...(quiet && { quiet }) })
    void guest.settled.then(async (result) => {
      inside.delete(call)
      pump()
      call.stopClock()
      if (call.answered) {
        if (result.ok) events.emit({ type: 'dropped', plugin, version, generation, what: 'late answers', count: 1 })
        return
      }
      if (result.ok) {
        const { output, warnings } = result.value
        return answer(call, { ok: true, output, version, generation, durationMs: clock.now() - call.since }, warnings)
      }
      const durationMs = clock.now() - call.since
      const error =
        around?.failureOf(result.error) ??
        (await guestError('execute', result.error, subjectOf(instance.build), instance.build.module))
      answer(call, { ok: false, error, durationMs })
    })
  }

  function answer(
    call: Call,
    report:
      | { ok: true; output: unknown; version: string; generation: number; durationMs: number }
      | { ok: false; error: PluginError; durationMs: number },
    warnings: readonly string[] = [],
  ): void {
    if (call.answered) return
    call.answered = true
    waiting.remove(call)
    // Work that has begun keeps its deadline though nobody waits for it: it must not go on for ever.
    if (!call.at) call.stopClock()
    call.stopListening()
    const number = call.at && call.at.instance.callNumber(call.at.guest)
    const full: CallReport = { ...report, call: number, warnings }
    if (call.at && number !== null) {
      const { version, generation } = call.at.instance.build
      const error = report.ok ? null : report.error
      events.emit({
        type: 'call-ended',
        plugin,
        version,
        generation,
        call: number,
        durationMs: report.durationMs,
        error,
        ...(call.quiet && { quiet: true }),
      })
    }
    onEnd(full, call)
    call.settle(full)
  }

  function failed(call: Call, error: PluginError): void {
    if (!call.answered) answer(call, { ok: false, error, durationMs: clock.now() - call.since })
  }

  /** The caller is answered at the deadline; a plugin that does not follow the abort is ended after the grace. */
  function timeOut(call: Call, timeoutMs: number): void {
    const { at } = call
    if (!at) return failed(call, waitedTooLong(subject(call.range), timeoutMs))
    const error = tookTooLong(subjectOf(at.instance.build), call.around ? 'around' : 'execute', timeoutMs)
    at.guest.abort('timeout')
    failed(call, error)
    call.stopClock = clock.after(abortGraceMs, () => {
      if (call.admission.isSingle) onStuck(at.instance, call.input, error)
      at.instance.kill(stuckFault(timeoutMs))
    })
  }

  return {
    queues: waiting.queues,
    inside,
    get waiting() {
      return waiting.count
    },
    limitsOf,
    submit: (
      input,
      {
        version: range,
        timeoutMs = limitsOf(range).executeMs,
        signal,
        parent = null,
        quiet = parent?.quiet,
        admission = execution,
        since = clock.now(),
        around = null,
        byNext = false,
      },
    ) =>
      new Promise((settle) => {
        const deadlineAt = since + timeoutMs
        const isNested = isPartOfCallOf(plugin, parent)
        const call: Call = {
          ...{ input, range, since, deadlineAt, parent, around, byNext, quiet: quiet === true, admission, settle },
          ...{ isNested, needsNoPlace: isNested && around !== null },
          at: null,
          answered: false,
          stopClock: () => {},
          stopListening: () => {},
        }
        if (signal?.aborted) return failed(call, cancelled(subject(range)))
        const { queue } = limitsOf(range)
        if (waiting.count >= queue && !isNested && !isFree(range))
          return failed(call, overloaded(subject(range), waiting.count, queue))
        call.stopClock = clock.after(deadlineAt - clock.now(), () => timeOut(call, timeoutMs))
        if (signal) {
          const cancel = () => {
            call.at?.guest.abort('cancelled')
            failed(call, cancelled(subject(range)))
          }
          signal.addEventListener('abort', cancel, { once: true })
          call.stopListening = () => signal.removeEventListener('abort', cancel)
        }
        waiting.add(call)
        pump()
        if (parent && waiting.has(call)) onWait()
      }),
    pump,
    hold() {
      holds++
      let open = false
      return () => {
        if (open) return
        open = true
        holds--
        pump()
      }
    },
    refuse(error, only) {
      for (const queue of [...waiting.queues.values()])
        for (const call of [...queue]) if ((only ?? call) === call) failed(call, error)
    },
    cancel(instance) {
      const calls = [...inside].filter((call) => call.at?.instance === instance && !call.answered)
      for (const call of calls) {
        call.at?.guest.abort('unload')
        failed(call, replaced(instance))
      }
      return calls.length
    },
  }
}
