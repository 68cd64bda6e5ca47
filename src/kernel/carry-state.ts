import type { Origin } from '../sdk'
import { versionOf, type ActiveVersion, type KeptState } from './active-version'
import { originOf, subjectOf } from './build'
import { versionsToKeep } from './dependencies'
import { pluginError, type PluginError } from './errors'
import type { EventBus } from './events'
import { handOver } from './handover'
import type { Instance } from './instance'
import type { Clock } from './ports'
import type { Wish } from './prepare'
import type { Registration, Registry } from './registry'
import { fail, ok, type Result } from './result'
import type { SwapRecorder } from './swap-recorder'
import { withoutStateHint, withWayOn } from './without-state'

/** Who is to begin with whose state. */
export interface Inheritance {
  readonly registration: Registration
  readonly wish: Wish
  /** The version whose place the candidate takes. */
  readonly heir: ActiveVersion
  readonly candidate: Instance
  readonly recorder: SwapRecorder
  /** Aborted when the candidate is not wanted any more. */
  readonly signal: AbortSignal
}

export interface Carried {
  /** `null` where there was none to carry. */
  readonly state: KeptState | null
  /** Lets the calls in that waited for the state to be carried over. */
  readonly openGate: () => void
}

/**
 * Gives a candidate the state of what serves, else the one that was taken last. One that cannot take it is refused, as
 * the state would be lost. A failure leaves the gate open.
 */
export type CarryState = (inheritance: Inheritance) => Promise<Result<Carried, PluginError>>

export interface CarryStateOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly events: EventBus
}

export function createCarryState({ registry, clock, events }: CarryStateOptions): CarryState {
  return async ({ registration, wish, heir, candidate, recorder, signal }) => {
    const { calls } = registration
    const predecessor = heir.serving
    const from = predecessor ? (predecessor.exports.snapshot ? originOf(predecessor.build) : null) : heir.state?.from
    if (!from) return ok({ state: null, openGate: () => {} })
    const hint = withoutStateHint(wish)
    if (!candidate.exports.restore)
      return stays(registration, heir, candidate)
        ? ok({ state: null, openGate: () => {} })
        : fail(noRestore(candidate, from, hint))
    // A crashed version may be back before the commit, and what its calls changed then would be lost.
    const openGate = calls.hold()
    const giveUp = (error: PluginError) => {
      openGate()
      return fail(error)
    }
    let taken: KeptState | null = null
    if (predecessor) {
      const onTaken = (value: unknown) => {
        taken = { value, from: originOf(predecessor.build) }
        // A candidate that refuses the state is no reason to forget it. One that was called off has no say.
        if (!signal.aborted) heir.state = taken
      }
      const carried = await handOver({ predecessor, candidate, calls, clock, recorder, onTaken, hint, signal })
      if (carried.ok) return ok({ state: taken, openGate })
      // The state went with the predecessor's worker: refusing its successor would not save it.
      const lost = carried.error.phase === 'snapshot' && heir.serving !== predecessor
      if (!lost) return giveUp(carried.error)
    }
    const kept = heir.state
    tellLoss(candidate, kept)
    if (!kept) return ok({ state: null, openGate })
    const { initMs } = candidate.build.manifest.limits
    const restored = await recorder.measure('restore', () =>
      candidate.request('restore', { state: kept.value, from: kept.from }, initMs),
    )
    return restored.ok ? ok({ state: kept, openGate }) : giveUp(withWayOn(restored.error, hint))
  }

  /** Whether the candidate comes up beside the version, which keeps its state. */
  function stays(registration: Registration, heir: ActiveVersion, { build }: Instance): boolean {
    const version = versionOf(heir)
    return version !== build.version && versionsToKeep(registry, registration, build.manifest).has(version)
  }

  function tellLoss({ build: { plugin, generation } }: Instance, kept: KeptState | null): void {
    const which = kept ? `the state that generation ${kept.from.generation} gave last` : 'no state'
    const message = `Generation ${generation} starts with ${which}: the worker of the one before has ended`
    events.emit({ type: 'notice', plugin, generation, message })
  }
}

function noRestore({ build }: Instance, from: Origin, hint: string): PluginError {
  const message = `Generation ${from.generation} has a state to hand over, and this one has no restore to take it`
  const details = { hint: `Add restore(state), which is handed what snapshot gave. ${hint}` }
  return pluginError('STATE', 'restore', subjectOf(build), message, details)
}
