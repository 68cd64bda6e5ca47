import type { ActiveVersion, KeptState } from './active-version'
import { originOf } from './build'
import type { PluginError } from './errors'
import type { EventBus } from './events'
import { handOver } from './handover'
import type { Instance } from './instance'
import type { Clock } from './ports'
import type { Registration } from './registry'
import { fail, ok, type Result } from './result'
import type { SwapRecorder } from './swap-recorder'

/** Who is to begin with whose state. */
export interface Inheritance {
  readonly registration: Registration
  /** The version whose place the candidate takes. */
  readonly heir: ActiveVersion
  /** It has `restore`. */
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

/** Gives a candidate the state of what serves, else the one that was taken last. A failure leaves the gate open. */
export type CarryState = (inheritance: Inheritance) => Promise<Result<Carried, PluginError>>

export function createCarryState({ clock, events }: { readonly clock: Clock; readonly events: EventBus }): CarryState {
  return async ({ registration, heir, candidate, recorder, signal }) => {
    const { calls } = registration
    const predecessor = heir.serving
    if (predecessor ? !predecessor.exports.snapshot : !heir.state) return ok({ state: null, openGate: () => {} })
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
      const carried = await handOver({ predecessor, candidate, calls, clock, recorder, onTaken, signal })
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
    return restored.ok ? ok({ state: kept, openGate }) : giveUp(restored.error)
  }

  function tellLoss({ build: { plugin, generation } }: Instance, kept: KeptState | null): void {
    const which = kept ? `the state that generation ${kept.from.generation} gave last` : 'no state'
    const message = `Generation ${generation} starts with ${which}: the worker of the one before has ended`
    events.emit({ type: 'notice', plugin, generation, message })
  }
}
