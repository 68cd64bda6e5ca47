import { refuseEntry, type Request } from './admission'
import { subjectOf } from './build'
import { pluginError, type PluginError, type Subject } from './errors'
import type { EventBus } from './events'
import { guestError } from './guest-error'
import type { Instance } from './instance'
import type { Limits } from './manifest-schema'
import type { Clock, GuestCall, GuestFault } from './ports'
import type { CallReport, RunOptions } from './reports'

/**
 * The calls of one plugin: they wait here until the serving instance has room. A swap points the queue at another
 * instance; whoever waits goes to the new one, and what is inside the old one ends there.
 */
export interface CallQueue {
  /** Calls that no instance has taken yet. */
  readonly waiting: number
  submit(input: unknown, options: RunOptions): Promise<CallReport>
  /** Where calls go from now on; with `null` they wait. */
  pointAt(instance: Instance | null): void
  /** Shuts the gate: calls wait, but for no longer than their own deadline. Returns what opens it again. */
  hold(): () => void
  /** Gives every waiting call this error. */
  refuse(error: PluginError): void
  /** Gives every call that is inside `instance` CANCELLED; says how many there were. */
  cancel(instance: Instance): number
}

export interface CallQueueOptions {
  readonly plugin: string
  readonly clock: Clock
  readonly events: EventBus
  /** Told of each call that ended, for the plugin's statistics. */
  readonly onEnd: (report: CallReport) => void
  /** Told when a call that timed out did not follow the abort, just before its worker is ended. */
  readonly onStuck: (instance: Instance, input: unknown, error: PluginError) => void
}

interface Call extends Request {
  readonly since: number
  readonly settle: (report: CallReport) => void
  /** The instance that took the call, and the call inside of it. */
  at: { readonly instance: Instance; readonly guest: GuestCall<'execute'> } | null
  answered: boolean
  stopClock: () => void
  stopListening: () => void
}

/** How long a plugin may take to follow an abort before its worker is ended, in milliseconds. */
export const abortGraceMs = 250

/** What holds for calls that come before the first commit has told the plugin's own limits. */
const firstLimits = { executeMs: 10_000, queue: 1_000 }

export function createCallQueue({ plugin, clock, events, onEnd, onStuck }: CallQueueOptions): CallQueue {
  /** First in, first out; a call that was answered while it waited is skipped. */
  const queue = new Set<Call>()
  const inside = new Set<Call>()
  let target: Instance | null = null
  /** Those of the newest instance: they hold while a plugin is brought back, too. */
  let limits: Pick<Limits, 'executeMs' | 'queue'> = firstLimits
  /** A superseded save and the newer one may hold the gate at the same time. */
  let holds = 0

  const subject = (): Subject => (target ? subjectOf(target.build) : { plugin, version: null, generation: null })

  function pump(): void {
    for (const call of queue) {
      const instance = free()
      if (!instance) return
      queue.delete(call)
      const refusal = refuseEntry(call, instance.build)
      if (refusal) failed(call, refusal)
      else start(call, instance)
    }
  }

  /** The instance that takes the next call, if it has room for it. */
  function free(): Instance | null {
    if (holds > 0 || !target || target.running >= target.build.manifest.limits.concurrency) return null
    return target
  }

  function start(call: Call, instance: Instance): void {
    const guest = instance.begin(call.input)
    const { version, generation } = instance.build
    call.at = { instance, guest }
    inside.add(call)
    events.emit({ type: 'call-started', plugin, version, generation, call: instance.callNumber(guest) })
    void guest.settled.then(async (result) => {
      inside.delete(call)
      pump()
      call.stopClock()
      if (call.answered) {
        if (result.ok) events.emit({ type: 'dropped', plugin, generation, what: 'late answers', count: 1 })
        return
      }
      if (result.ok) {
        const { output, warnings } = result.value
        return answer(call, { ok: true, output, version, generation, durationMs: clock.now() - call.since }, warnings)
      }
      const durationMs = clock.now() - call.since
      const error = await guestError('execute', result.error, subjectOf(instance.build), instance.build.module)
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
    queue.delete(call)
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
      })
    }
    onEnd(full)
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
      return failed(call, pluginError('TIMEOUT', 'execute', subject(), message))
    }
    const message = `execute took longer than ${timeoutMs} ms`
    const error = pluginError('TIMEOUT', 'execute', subjectOf(at.instance.build), message, { timedOut: true })
    at.guest.abort('timeout')
    failed(call, error)
    call.stopClock = clock.after(abortGraceMs, () => {
      onStuck(at.instance, call.input, error)
      at.instance.kill(stuckFault(timeoutMs))
    })
  }

  return {
    get waiting() {
      return queue.size
    },
    submit: (input, { version: range, timeoutMs = limits.executeMs, signal }) =>
      new Promise((settle) => {
        const call: Call = {
          input,
          range,
          since: clock.now(),
          settle,
          at: null,
          answered: false,
          stopClock: () => {},
          stopListening: () => {},
        }
        if (signal?.aborted)
          return failed(call, pluginError('CANCELLED', 'execute', subject(), 'The call was cancelled'))
        if (queue.size >= limits.queue && !free()) {
          const message = `${queue.size} calls are waiting already; the limit is ${limits.queue}`
          return failed(call, pluginError('OVERLOADED', 'execute', subject(), message))
        }
        call.stopClock = clock.after(timeoutMs, () => timeOut(call, timeoutMs))
        if (signal) {
          const cancel = () => {
            call.at?.guest.abort('cancelled')
            failed(call, pluginError('CANCELLED', 'execute', subject(), 'The call was cancelled'))
          }
          signal.addEventListener('abort', cancel, { once: true })
          call.stopListening = () => signal.removeEventListener('abort', cancel)
        }
        queue.add(call)
        pump()
      }),
    pointAt(instance) {
      target = instance
      if (instance) limits = instance.build.manifest.limits
      pump()
    },
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
    refuse(error) {
      for (const call of [...queue]) failed(call, error)
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

function stuckFault(timeoutMs: number): GuestFault {
  return {
    code: 'CRASHED',
    message: `A call ran past its ${timeoutMs} ms and did not follow ctx.signal, so its worker was ended`,
    hint: 'Another call of the same plugin never came to an end. Listen to ctx.signal in loops and long waits.',
  }
}
