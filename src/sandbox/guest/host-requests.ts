import {
  type AskMessage,
  type GuestMessage,
  type HostMethod,
  type HostRequests,
  hostRequestsAtOnce,
  type Reply,
  type WireFault,
} from '../protocol'
import { hostError } from './host-error'
import {
  clone,
  mapDelete,
  mapEntries,
  mapGet,
  mapSet,
  nextEntry,
  PrivateError,
  PrivateMap,
  PrivatePromise,
} from './primordials'
import { uncloneablePart } from './uncloneable'

/** Why nothing is waited for any more: the signal's reason, or that the call has ended. */
export type Stop = DOMException | 'ended'

/** In whose name the host is asked. */
export interface Asker {
  /** The id of the call; `null` outside of any. */
  readonly call: number | null
  /** `null` while it may ask. */
  stopped(): Stop | null
}

/** Asks in the name of one call. */
export type AskHost = <Method extends HostMethod>(
  method: Method,
  params: HostRequests[Method]['params'],
) => Promise<HostRequests[Method]['result']>

export interface HostChannel {
  /** Asks the host. `own` is the part of `params` that the plugin gave: the path of what cannot be copied begins there. */
  ask<Method extends HostMethod>(
    asker: Asker,
    method: Method,
    params: HostRequests[Method]['params'],
    own: unknown,
  ): Promise<HostRequests[Method]['result']>
  /** A request that fails before the host hears of it. */
  refuse(method: HostMethod, fault: WireFault): Promise<never>
  receive(reply: Reply): void
  /** Gives up what this call still waits for. */
  stop(call: number, why: Stop): void
  /** Gives up what any call still waits for. */
  stopCalls(why: Stop): void
}

/** A request that the host has not answered. */
interface Ask {
  readonly call: number | null
  readonly method: HostMethod
  /** Made where the plugin asked. */
  readonly asked: Error
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
  settled: boolean
}

/** A request for which there is no ticket yet. */
interface Waiting {
  readonly ask: Ask
  /** A copy: the plugin may change its own until there is a ticket. */
  readonly params: AskMessage['params']
  next: Waiting | null
}

const notAwaited = 'The call had ended before the answer came: await what execute needs before it returns.'

function reasonFor(why: Stop, method: HostMethod, asked: Error): Error {
  return why === 'ended' ? hostError(method, { code: 'CANCELLED', message: notAwaited }, asked) : why
}

export function createHostChannel(post: (message: GuestMessage) => void): HostChannel {
  const sent = new PrivateMap<number, Ask>()
  const tickets: number[] = []
  for (let ticket = 1; ticket <= hostRequestsAtOnce; ticket++) tickets[ticket - 1] = ticket
  let free: number = hostRequestsAtOnce
  let first: Waiting | null = null
  let last: Waiting | null = null
  /** How many are not settled. */
  let open = 0

  function send(ask: Ask, params: AskMessage['params']): void {
    const id = tickets[--free] as number
    try {
      post({ type: 'ask', id, method: ask.method, params, call: ask.call })
    } catch (error) {
      tickets[free++] = id
      throw error
    }
    mapSet(sent, id, ask)
  }

  function sendOrWait(ask: Ask, params: AskMessage['params']): void {
    if (free > 0) return send(ask, params)
    const waiting: Waiting = { ask, params: clone(params) as AskMessage['params'], next: null }
    if (last === null) first = waiting
    else last.next = waiting
    last = waiting
  }

  function sendWaiting(): void {
    while (free > 0 && first !== null) {
      const { ask, params, next }: Waiting = first
      first = next
      if (next === null) last = null
      if (!ask.settled) send(ask, params)
    }
  }

  function stopOne(ask: Ask, why: Stop): void {
    ask.settled = true
    open--
    ask.reject(reasonFor(why, ask.method, ask.asked))
  }

  function stopWhere(isMeant: (call: number | null) => boolean, why: Stop): void {
    const entries = mapEntries(sent)
    for (let next = nextEntry(entries); next.done !== true; next = nextEntry(entries)) {
      const ask = next.value[1]
      if (ask.settled || !isMeant(ask.call)) continue
      post({ type: 'give-up', id: next.value[0] })
      stopOne(ask, why)
    }
    for (let waiting = first; waiting !== null; waiting = waiting.next) {
      const { ask } = waiting
      if (!ask.settled && isMeant(ask.call)) stopOne(ask, why)
    }
  }

  return {
    ask(asker, method, params, own) {
      return new PrivatePromise<unknown>((resolve, reject) => {
        const asked = new PrivateError()
        const why = asker.stopped()
        if (why !== null) return reject(reasonFor(why, method, asked))
        try {
          sendOrWait({ call: asker.call, method, asked, resolve, reject, settled: false }, params)
        } catch {
          const message = `${uncloneablePart(own)}, which cannot leave the plugin.`
          return reject(hostError(method, { code: 'CLONE', message }, asked))
        }
        open++
      })
    },
    refuse: (method, fault) =>
      new PrivatePromise<never>((_, reject) => reject(hostError(method, fault, new PrivateError()))),
    receive(reply) {
      const ask = mapGet(sent, reply.id)
      if (ask === undefined) return
      mapDelete(sent, reply.id)
      tickets[free++] = reply.ticket
      sendWaiting()
      if (ask.settled) return
      ask.settled = true
      open--
      if (reply.ok) ask.resolve(reply.value)
      else ask.reject(hostError(ask.method, reply.fault, ask.asked))
    },
    stop(call, why) {
      if (open > 0) stopWhere((other) => other === call, why)
    },
    stopCalls(why) {
      if (open > 0) stopWhere((call) => call !== null, why)
    },
  }
}
