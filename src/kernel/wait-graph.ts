import type { CallFrame } from './call-frame'
import { hasRoom, type Instance } from './instance'
import type { PendingCall } from './pending-call'
import { findVersion, type Registration, type Registry } from './registry'

/** One call, and what it waits for. */
export interface Waiter {
  readonly registration: Registration
  readonly call: PendingCall
  /** The calls of which one has to end before this one can go on; none where it goes on by itself. */
  after: readonly Waiter[]
}

/**
 * Who waits for whom among the calls of all plugins. A call waits in a queue for those that have taken all places, and
 * inside a plugin for those that it has made itself. What else a plugin does meanwhile cannot be seen from here.
 */
export function readWaiters(registry: Registry): readonly Waiter[] {
  const registrations = registry.list()
  const waiters: Waiter[] = []
  const inside = new Map<Instance, Waiter[]>()
  const madeBy = new Map<CallFrame, Waiter[]>()

  function add(registration: Registration, call: PendingCall, after: readonly Waiter[]): Waiter {
    const waiter = { registration, call, after }
    waiters.push(waiter)
    if (call.parent && !call.answered) listOf(madeBy, call.parent).push(waiter)
    return waiter
  }

  for (const registration of registrations)
    for (const call of registration.calls.inside)
      if (call.at) listOf(inside, call.at.instance).push(add(registration, call, []))
  for (const registration of registrations)
    for (const [range, queue] of registration.calls.queues) {
      if (queue.size === 0) continue
      const target = findVersion(registration, range)?.serving ?? null
      const before = target === null || hasRoom(target) ? [] : (inside.get(target) ?? [])
      for (const call of queue) add(registration, call, call.needsNoPlace ? [] : before)
    }
  for (const waiter of waiters) {
    const { at, answered } = waiter.call
    if (at && !answered) waiter.after = madeBy.get(at.frame) ?? []
  }
  return waiters
}

/** Those that can never go on, as nothing that they wait for can. */
export function stuckAmong(waiters: readonly Waiter[]): ReadonlySet<Waiter> {
  const stuck = new Set(waiters.filter(({ after }) => after.length > 0))
  for (let before = -1; before !== stuck.size;) {
    before = stuck.size
    for (const waiter of stuck) if (waiter.after.some((other) => !stuck.has(other))) stuck.delete(waiter)
  }
  return stuck
}

/** The shortest way by which a call waits for itself, beginning with it; `null` where there is none. */
export function circleOf(start: Waiter): readonly Waiter[] | null {
  const cameFrom = new Map<Waiter, Waiter>()
  const reached = [start]
  for (const at of reached) {
    for (const next of at.after) {
      if (next === start) return wayTo(at, cameFrom)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, at)
      reached.push(next)
    }
  }
  return null
}

function wayTo(end: Waiter, cameFrom: ReadonlyMap<Waiter, Waiter>): readonly Waiter[] {
  const way: Waiter[] = []
  for (let at: Waiter | undefined = end; at; at = cameFrom.get(at)) way.unshift(at)
  return way
}

function listOf<Key>(lists: Map<Key, Waiter[]>, key: Key): Waiter[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}
