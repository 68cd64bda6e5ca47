import { subjectOf } from './build'
import { abortGraceMs, type CallQueue } from './calls'
import { aborted, withDeadline } from './deadline'
import { pluginError, type PluginError, type Position } from './errors'
import type { GateTime } from './gate-time'
import type { Instance } from './instance'
import type { Clock } from './ports'
import { superseded } from './prepare'
import { fail, type Result } from './result'
import type { SwapRecorder } from './swap-recorder'

export interface HandOverOptions {
  readonly predecessor: Instance
  readonly candidate: Instance
  readonly calls: CallQueue
  readonly clock: Clock
  readonly recorder: SwapRecorder
  readonly gate: GateTime
  /** How the person goes on without the state. */
  readonly wayOn: string
  /** Aborted when the candidate is not wanted any more. */
  readonly signal: AbortSignal
}

/**
 * Takes the predecessor's state for the candidate. The calls inside end first, so that the state is whole; new ones
 * must wait at the gate.
 */
export async function handOver(options: HandOverOptions): Promise<Result<unknown, PluginError>> {
  const { predecessor, candidate, recorder, gate, wayOn, signal } = options
  const { limits } = predecessor.build.manifest
  if (predecessor.running > 0) {
    await recorder.measure('gate', () => endCalls(options))
    // Those who waited for the calls inside are not to have waited in vain.
    gate.atLeast(abortGraceMs)
  }
  if (signal.aborted) return fail(superseded(subjectOf(candidate.build)))
  const snapshot = await recorder.measure('snapshot', () =>
    gate.within(limits.initMs, (ms) => predecessor.request('snapshot', { maxBytes: limits.stateBytes }, ms)),
  )
  if (snapshot.ok) return snapshot
  const { generation } = predecessor.build
  const message = `The state of generation ${generation} could not be taken: ${snapshot.error.message}`
  const { stack, cause, timedOut } = snapshot.error
  const details = { position: positionOf(snapshot.error), stack, cause, hint: `${snapshotHint} ${wayOn}` }
  return fail(
    pluginError('STATE', 'snapshot', subjectOf(predecessor.build), message, {
      ...details,
      ...(timedOut && { timedOut }),
    }),
  )
}

/** Waits for the calls inside; those that take too long are cancelled, and may leave before the state is taken. */
async function endCalls({ predecessor, calls, clock, gate, signal }: HandOverOptions): Promise<void> {
  const leave = (ms: number) => withDeadline(clock, ms, Promise.race([predecessor.idle(), aborted(signal)]))
  const idle = await leave(gate.left())
  if (!idle.timedOut) return
  calls.cancel(predecessor)
  await leave(abortGraceMs)
}

function positionOf({ file, line, column }: PluginError): Position | undefined {
  return file === undefined || line === undefined || column === undefined ? undefined : { file, line, column }
}

const snapshotHint = 'snapshot must return plain data within limits.stateBytes, and in time.'
