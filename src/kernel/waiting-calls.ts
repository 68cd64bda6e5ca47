import type { PendingCall } from './pending-call'

/** Calls that no instance has taken yet: first in, first out, for each range apart. */
export interface WaitingCalls<Call> {
  /** A version without room must not hold up the calls of another. */
  readonly queues: ReadonlyMap<string | undefined, ReadonlySet<Call>>
  readonly count: number
  /** Those that are part of a call of the same plugin. */
  readonly nested: ReadonlySet<Call>
  has(call: Call): boolean
  add(call: Call): void
  /** Does nothing where the call does not wait. */
  remove(call: Call): void
}

export function createWaitingCalls<Call extends PendingCall>(): WaitingCalls<Call> {
  const queues = new Map<string | undefined, Set<Call>>()
  const nested = new Set<Call>()
  let count = 0
  return {
    queues,
    nested,
    get count() {
      return count
    },
    has: (call) => queues.get(call.range)?.has(call) === true,
    add(call) {
      const queue = queues.get(call.range) ?? new Set()
      queues.set(call.range, queue.add(call))
      if (call.isNested) nested.add(call)
      count++
    },
    remove(call) {
      const queue = queues.get(call.range)
      if (!queue?.delete(call)) return
      nested.delete(call)
      count--
      if (queue.size === 0 && call.range !== undefined) queues.delete(call.range)
    },
  }
}
