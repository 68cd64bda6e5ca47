import { subjectOf, type Build } from './build'
import type { PendingCall } from './pending-call'
import { pluginError, type PluginError } from './errors'
import type { EventBus } from './events'
import type { Registry } from './registry'
import { circleOf, readWaiters, stuckAmong, type Waiter } from './wait-graph'

export interface KnotsOptions {
  readonly registry: Registry
  readonly events: EventBus
}

/** Ends calls that wait for each other, and tells all plugins whose calls they are. */
export interface Knots {
  /** To be told when a call that is part of another one has to wait. */
  onWait(): void
}

export function createKnots({ registry, events }: KnotsOptions): Knots {
  let isDue = false
  /** Whether a call that is part of another one may wait: a knot needs one. */
  let someWait = false

  /** Once for all that happens in one turn. */
  function look(): void {
    if (isDue || !someWait) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      const waiters = readWaiters(registry)
      someWait = waiters.some(({ call }) => isAskedAndWaits(call))
      if (someWait) untie(waiters)
    })
  }

  function untie(waiters: readonly Waiter[]): void {
    const told = new Map<Build, PluginError>()
    const refusals: (() => void)[] = []
    for (const waiter of stuckAmong(waiters)) {
      const circle = isAskedAndWaits(waiter.call) ? circleOf(waiter) : null
      const builds = circle?.flatMap(({ call }) => call.at?.instance.build ?? []) ?? []
      const caller = builds.at(-1)
      if (!caller) continue
      const way = [caller, ...builds]
      for (const build of builds) if (!told.has(build)) told.set(build, knotError(build, way))
      refusals.push(() => waiter.registration.calls.refuse(knotError(caller, way), waiter.call))
    }
    for (const error of told.values()) events.emit({ type: 'error', error })
    for (const refuse of refusals) refuse()
  }

  // A call that ends may leave its caller with none but those that wait; a version that goes may turn calls round.
  events.on(({ type }) => {
    if (type === 'call-ended' || type === 'state') look()
  })

  return {
    onWait() {
      someWait = true
      look()
    },
  }
}

function isAskedAndWaits({ at, parent }: PendingCall): boolean {
  return at === null && parent !== null
}

function knotError(build: Build, way: readonly Build[]): PluginError {
  const names = way.map(({ plugin }) => plugin).join(' → ')
  const message = `${names} would wait for each other for ever: all their places are taken`
  return pluginError('DEPENDENCY_CYCLE', 'execute', subjectOf(build), message, { hint: moreRoom })
}

const moreRoom =
  'Raise "limits.concurrency" of these plugins, or do not call back into a plugin from a call that it has made.'
