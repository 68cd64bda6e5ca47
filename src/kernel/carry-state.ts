import type { Origin } from '../sdk'
import { versionOf, type ActiveVersion, type KeptState } from './active-version'
import { originOf, subjectOf } from './build'
import { nothingCarried, type Carried } from './carried'
import { versionsToKeep } from './dependencies'
import { pluginError, type PluginError } from './errors'
import type { EventBus } from './events'
import { createGateTime, type GateTime } from './gate-time'
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
    if (!from) return ok(nothingCarried)
    const wayOn = withoutStateHint(wish)
    if (!candidate.exports.restore)
      return stays(registration, heir, candidate) ? ok(nothingCarried) : fail(noRestore(candidate, from, wayOn))
    const { limits } = (predecessor ?? candidate).build.manifest
    // A crashed version may be back before the commit, and what its calls changed then would be lost.
    const openGate = calls.hold()
    const gate = createGateTime(clock, limits.drainMs, wayOn)
    const giveUp = (error: PluginError) => {
      openGate()
      return fail(error)
    }
    let state = heir.state
    if (predecessor) {
      const taken = await handOver({ predecessor, candidate, calls, clock, recorder, gate, wayOn, signal })
      if (taken.ok) {
        state = { value: taken.value, from }
        // A candidate that refuses the state is no reason to forget it. One that was called off has no say.
        if (!signal.aborted) heir.state = state
      } else {
        // The state went with the predecessor's worker: refusing its successor would not save it.
        const lost = taken.error.phase === 'snapshot' && heir.serving !== predecessor
        if (!lost) return giveUp(taken.error)
        state = heir.state
        tellLoss(candidate, state)
      }
    } else tellLoss(candidate, state)
    const { within } = gate
    const restored = state && (await recorder.measure('restore', () => restore(candidate, state, gate, wayOn)))
    return restored && !restored.ok ? giveUp(restored.error) : ok({ state, openGate, within })
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

async function restore(
  candidate: Instance,
  { value: state, from }: KeptState,
  gate: GateTime,
  wayOn: string,
): Promise<Result<null, PluginError>> {
  return gate.within(candidate.build.manifest.limits.initMs, async (ms) => {
    const restored = await candidate.request('restore', { state, from }, ms)
    return restored.ok ? ok(null) : fail(withWayOn(restored.error, wayOn))
  })
}

function noRestore({ build }: Instance, from: Origin, hint: string): PluginError {
  const message = `Generation ${from.generation} has a state to hand over, and this one has no restore to take it`
  const details = { hint: `Add restore(state), which is handed what snapshot gave. ${hint}` }
  return pluginError('STATE', 'restore', subjectOf(build), message, details)
}
