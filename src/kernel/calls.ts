import { execution, type Admission } from './admission'
import { subjectOf } from './build'
import { pluginError, type PluginError, type Subject } from './errors'
import type { EventBus } from './events'
import { guestError } from './guest-error'
import type { Around, CallFrame, Instance } from './instance'
import type { Limits } from './manifest-schema'
import type { GuestFault } from './guest-fault'
import type { CallMethod, GuestCall } from './guest-port'
import type { Clock } from './ports'
import type { CallReport, RunOptions } from './reports'
import type { Result } from './result'

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

/** A call that has not ended, as others see it. */
export interface PendingCall {
  /** A SemVer range. */
  readonly range: string | undefined
  readonly parent: CallFrame | null
  /** The instance that took the call, and what it is to the calls that it makes; `null` while it waits. */
  readonly at: { readonly instance: Instance; readonly frame: CallFrame } | null
  /** Whether its caller waits no more: work that has begun may go on after that. */
  readonly answered: boolean
}

/** What a call brings along from the call that it is part of. */
export interface SubmitOptions extends RunOptions {
  /** Part of a stream, in which an item is dropped by giving `undefined`. */
  readonly mayDrop?: boolean
  /** The call of another plugin that makes this one. */
  readonly parent?: CallFrame | null
  /** How the call enters an instance; as one call of `execute` unless told. */
  readonly admission?: Admission
  /** What makes the answer beside the input, such as the config of a pipeline's step: calls with the same share answers. */
  readonly variant?: string
  /** When the call began, on the kernel's clock: its time runs from there. */
  readonly since?: number
  /** What a middleware's call goes around. */
  readonly around?: Around
  /** See {@link CallFrame.byNext}. */
  readonly byNext?: boolean
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
  /** First in, first out, for each range apart: a version without room must not hold up the calls of another. */
  const queues = new Map<string | undefined, Set<Call>>()
  const inside = new Set<Call>()
  let waiting = 0
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
    return target.ok && target.value ? subjectOf(target.value.build) : { plugin, version: null, generation: null }
  }

  function pump(): void {
    const current = route(undefined)
    if (current.ok && current.value) limits = current.value.build.manifest.limits
    for (const [range, queue] of queues) pumpQueue(range, queue)
  }

  function pumpQueue(range: string | undefined, queue: Set<Call>): void {
    for (const call of queue) {
      if (holds > 0) return
      const target = route(range)
      if (!target.ok) failed(call, target.error)
      else if (!hasRoom(target.value)) return
      else if (call.admission.isReady(target.value)) enter(call, target.value)
    }
  }

  function enter(call: Call, instance: Instance): void {
    leave(call)
    const refusal = call.admission.refuse(call.input, instance.build)
    if (refusal) failed(call, refusal)
    else start(call, instance)
  }

  function wait(call: Call): void {
    const queue = queues.get(call.range) ?? new Set()
    queues.set(call.range, queue.add(call))
    waiting++
  }

  function leave(call: Call): void {
    const queue = queues.get(call.range)
    if (!queue?.delete(call)) return
    waiting--
    if (queue.size === 0 && call.range !== undefined) queues.delete(call.range)
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
    leave(call)
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
    if (!at) {
      const message = `The call waited ${timeoutMs} ms and no worker was free`
      return failed(call, pluginError('TIMEOUT', 'execute', subject(call.range), message))
    }
    const message = `${call.around ? 'around' : 'execute'} took longer than ${timeoutMs} ms`
    const error = pluginError('TIMEOUT', 'execute', subjectOf(at.instance.build), message, { timedOut: true })
    at.guest.abort('timeout')
    failed(call, error)
    call.stopClock = clock.after(abortGraceMs, () => {
      if (call.admission.isSingle) onStuck(at.instance, call.input, error)
      at.instance.kill(stuckFault(timeoutMs))
    })
  }

  return {
    queues,
    inside,
    get waiting() {
      return waiting
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
        const call: Call = {
          ...{ input, range, since, deadlineAt, parent, around, byNext, quiet: quiet === true, admission, settle },
          at: null,
          answered: false,
          stopClock: () => {},
          stopListening: () => {},
        }
        const cancelled = () => pluginError('CANCELLED', 'execute', subject(range), 'The call was cancelled')
        if (signal?.aborted) return failed(call, cancelled())
        const { queue } = limitsOf(range)
        if (waiting >= queue && !isFree(range)) {
          const message = `${waiting} calls are waiting already; the limit is ${queue}`
          return failed(call, pluginError('OVERLOADED', 'execute', subject(range), message))
        }
        call.stopClock = clock.after(deadlineAt - clock.now(), () => timeOut(call, timeoutMs))
        if (signal) {
          const cancel = () => {
            call.at?.guest.abort('cancelled')
            failed(call, cancelled())
          }
          signal.addEventListener('abort', cancel, { once: true })
          call.stopListening = () => signal.removeEventListener('abort', cancel)
        }
        wait(call)
        pump()
        if (parent && queues.get(range)?.has(call)) onWait()
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
      for (const queue of [...queues.values()])
        for (const call of [...queue]) if ((only ?? call) === call) failed(call, error)
    },
    cancel(instance) {
      const calls = [...inside].filter((call) => call.at?.instance === instance && !call.answered)
      for (const call of calls) {
        call.at?.guest.abort('unload')
        const message = 'The generation was replaced, and the call did not end within limits.drainMs'
        failed(call, pluginError('CANCELLED', 'drain', subjectOf(instance.build), message))
      }
      return calls.length
    },
  }
}

export function hasRoom(instance: Instance | null): instance is Instance {
  return instance !== null && instance.running < instance.build.manifest.limits.concurrency
}

function stuckFault(timeoutMs: number): GuestFault {
  return {
    code: 'CRASHED',
    message: `A call ran past its ${timeoutMs} ms and did not follow ctx.signal, so its worker was ended`,
    hint: 'A call of the plugin never came to an end. Listen to ctx.signal in loops and long waits.',
  }
}
