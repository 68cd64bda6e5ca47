import type { Health } from '../sdk'
import { subjectOf, type Build } from './build'
import type { CallFrame } from './call-frame'
import { withDeadline } from './deadline'
import { pluginError, type PluginError } from './errors'
import type { EventBus } from './events'
import { guestError, requestFailure } from './guest-error'
import type { Lifecycle } from './lifecycle'
import type { GuestFault } from './guest-fault'
import type { CallMethod, GuestCall, GuestExports, GuestMethod, GuestRequests, Realm } from './guest-port'
import type { HostRequest } from './host-port'
import type { Clock } from './ports'
import type { Redaction } from './redaction'
import { fail, ok, type Result } from './result'
import { tellGuestEvent } from './tell-guest-event'

/** Answers what a plugin asks of the host. `frame` is the call that asks; `null` outside of any. Never rejects. */
export type OnAsk = (
  instance: Instance,
  request: HostRequest,
  frame: CallFrame | null,
) => Promise<Result<unknown, GuestFault>>

/** A generation that is alive in its worker. */
export interface Instance {
  readonly build: Build
  readonly lifecycle: Lifecycle
  /** What the plugin exports; known once `load` has been answered. */
  exports: GuestExports
  /** What `healthCheck` said last; `null` before it was asked. */
  health: Health | null
  /** Why the worker has ended though nobody asked for it; `null` while it lives. */
  readonly death: GuestFault | null
  /** Resolves when the worker has ended, whoever ended it. */
  readonly ended: Promise<void>
  /** Calls that are inside the plugin now; a batch counts as many as it may run at the same time. */
  readonly running: number
  /** Asks the guest for one thing, for at most `ms` milliseconds. */
  request<Method extends GuestMethod>(
    method: Method,
    params: GuestRequests[Method]['params'],
    ms: number,
  ): Promise<Result<GuestRequests[Method]['result'], PluginError>>
  /** Hands one call to the plugin, which takes so many of its places. Whoever starts it keeps its deadline. */
  begin<Method extends CallMethod>(
    method: Method,
    params: GuestRequests[Method]['params'],
    frame: CallFrame,
    places?: number,
  ): GuestCall<Method>
  /** The number under which the events know a call. */
  callNumber(call: { readonly id: number }): number
  /** Resolves when no call is inside the plugin; `told` hears after each call how many are left. */
  idle(told?: (running: number) => void): Promise<void>
  /** Ends the worker because of a failure; {@link InstanceSurroundings.onDeath} is told once. */
  kill(fault: GuestFault): void
  /** Ends the worker on purpose; nobody is told. */
  dispose(): void
}

/** What is the same for every instance of a kernel. */
export interface InstanceSurroundings {
  readonly clock: Clock
  readonly events: EventBus
  /** Told once, when the worker has ended though nobody asked for it. */
  readonly onDeath: (instance: Instance, fault: GuestFault) => void
  readonly onAsk: OnAsk
  /** Looks through what the guest tells; `undefined` as long as no plugin can have been given a secret. */
  readonly redaction: () => Redaction | undefined
}

export interface InstanceOptions extends InstanceSurroundings {
  readonly build: Build
  readonly realm: Realm
  readonly lifecycle: Lifecycle
}

const noExports: GuestExports = {
  init: false,
  shutdown: false,
  validateConfig: false,
  healthCheck: false,
  snapshot: false,
  restore: false,
  flush: false,
}

/** Spreads the call ids of all realms over one range of numbers, so that each is unique on the page. */
const callsPerRealm = 1_000_000_000

export function createInstance(options: InstanceOptions): Instance {
  const { build, realm, lifecycle, clock, events, onDeath, onAsk, redaction } = options
  const subject = subjectOf(build)
  const onLeave = new Set<() => void>()
  /** The calls inside, by the id that the guest knows them by. */
  const frames = new Map<number, CallFrame>()
  let running = 0
  let isOver = false
  let tellEnd: () => void = () => {}
  const ended = new Promise<void>((resolve) => (tellEnd = resolve))
  let death: GuestFault | null = null
  /** Keeps the guest's events in order though each waits for its place in the source. */
  let told: Promise<void> = Promise.resolve()

  const numberOf = (id: number) => realm.id * callsPerRealm + id

  const stopListening = realm.on((heard) => {
    const event = redaction()?.event(heard) ?? heard
    if (event.type === 'died') return end(event.fault)
    if (event.type === 'unresponsive') {
      const change = event.value ? 'silent' : 'answered'
      if (lifecycle.allows(change)) lifecycle.send(change)
      return
    }
    told = told.then(() => tellGuestEvent(event, build, numberOf, events))
  })

  realm.serve((request) => {
    const frame = request.call === null ? null : (frames.get(request.call) ?? null)
    return onAsk(instance, request, frame)
  })

  function end(fault: GuestFault): void {
    if (isOver) return
    isOver = true
    death = fault
    stopListening()
    realm.dispose()
    tellEnd()
    onDeath(instance, fault)
  }

  /** A request that was cut off by the worker's end fails with the reason of that end. */
  function send<Method extends GuestMethod>(
    method: Method,
    params: GuestRequests[Method]['params'],
  ): GuestCall<Method> {
    const call = realm.request(method, params)
    const settled = call.settled.then((heard) => {
      const result = redaction()?.answer(method, heard) ?? heard
      return !result.ok && result.error.code === 'CANCELLED' && death ? fail(death) : result
    })
    return { ...call, settled }
  }

  const instance: Instance = {
    build,
    lifecycle,
    exports: noExports,
    health: null,
    ended,
    get death() {
      return death
    },
    get running() {
      return running
    },
    async request(method, params, ms) {
      const call = send(method, params)
      const timed = await withDeadline(clock, ms, call.settled)
      if (timed.timedOut) {
        call.abort('timeout')
        const { code, phase } = requestFailure[method]
        return fail(pluginError(code, phase, subject, `${method} took longer than ${ms} ms`, { timedOut: true }))
      }
      const result = timed.value
      return result.ok ? ok(result.value) : fail(await guestError(method, result.error, subject, build.module))
    },
    begin(method, params, frame, places = 1) {
      running += places
      const call = send(method, { ...params, withinMs: frame.deadlineAt - clock.now() })
      frames.set(call.id, frame)
      void call.settled.then(() => {
        running -= places
        frames.delete(call.id)
        for (const left of [...onLeave]) left()
      })
      return call
    },
    callNumber: (call) => numberOf(call.id),
    idle(told) {
      if (running === 0) return Promise.resolve()
      return new Promise((resolve) => {
        const left = () => {
          told?.(running)
          if (running > 0) return
          onLeave.delete(left)
          resolve()
        }
        onLeave.add(left)
      })
    },
    kill: end,
    dispose() {
      isOver = true
      stopListening()
      realm.dispose()
      tellEnd()
    },
  }
  return instance
}

/** Whether there is an instance that takes another call. */
export function hasRoom(instance: Instance | null): instance is Instance {
  return instance !== null && instance.running < instance.build.manifest.limits.concurrency
}
