import { subjectOf } from './build'
import type { CallQueue } from './calls'
import { aborted, withDeadline } from './deadline'
import { pluginError, type PluginError, type Position } from './errors'
import type { Instance } from './instance'
import type { Clock } from './ports'
import { superseded } from './prepare'
import { fail, ok, type Result } from './result'
import type { SwapRecorder } from './swap-recorder'
import { withWayOn } from './without-state'

export interface HandOverOptions {
  readonly predecessor: Instance
  readonly candidate: Instance
  readonly calls: CallQueue
  readonly clock: Clock
  readonly recorder: SwapRecorder
  /** Told of the state once it is taken, whether the candidate accepts it or not. */
  readonly onTaken: (state: unknown) => void
  /** How the person goes on without the state. */
  readonly hint: string
  /** Aborted when the candidate is not wanted any more. */
  readonly signal: AbortSignal
}

/**
 * Carries the state from the predecessor to the candidate. Calls wait meanwhile, and those inside the
 * predecessor end first, so that the state is whole. The caller shuts the gate before, and opens it whatever the outcome.
 */
export async function handOver(options: HandOverOptions): Promise<Result<null, PluginError>> {
  const { predecessor, candidate, calls, clock, recorder, onTaken, hint, signal } = options
  const { limits } = predecessor.build.manifest
  if (predecessor.running > 0) {
    const idle = await recorder.measure('gate', () =>
      withDeadline(clock, limits.drainMs, Promise.race([predecessor.idle(), aborted(signal)])),
    )
    if (signal.aborted) return fail(superseded(subjectOf(candidate.build)))
    if (idle.timedOut) calls.cancel(predecessor)
  }
  const snapshot = await recorder.measure('snapshot', () =>
    predecessor.request('snapshot', { maxBytes: limits.stateBytes }, limits.initMs),
  )
  if (!snapshot.ok) {
    const message = `The state of generation ${predecessor.build.generation} could not be taken: ${snapshot.error.message}`
    const { stack, cause } = snapshot.error
    const details = { position: positionOf(snapshot.error), stack, cause, hint: `${snapshotHint} ${hint}` }
    return fail(pluginError('STATE', 'snapshot', subjectOf(predecessor.build), message, details))
  }
  onTaken(snapshot.value)
  const { version, generation } = predecessor.build
  const restored = await recorder.measure('restore', () =>
    candidate.request(
      'restore',
      { state: snapshot.value, from: { version, generation } },
      candidate.build.manifest.limits.initMs,
    ),
  )
  return restored.ok ? ok(null) : fail(withWayOn(restored.error, hint))
}

function positionOf({ file, line, column }: PluginError): Position | undefined {
  return file === undefined || line === undefined || column === undefined ? undefined : { file, line, column }
}

const snapshotHint = 'snapshot must return plain data within limits.stateBytes.'
