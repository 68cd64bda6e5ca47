import { subjectOf } from './build'
import type { CallQueue } from './calls'
import { withDeadline } from './deadline'
import { pluginError, type PluginError } from './errors'
import type { Instance } from './instance'
import type { Clock } from './ports'
import { fail, ok, type Result } from './result'
import type { SwapRecorder } from './swap-recorder'

/** Whether a state is to be carried: one side gives it, the other takes it. */
export function carriesState(predecessor: Instance | null, candidate: Instance): predecessor is Instance {
  return predecessor !== null && predecessor.exports.snapshot && candidate.exports.restore
}

/**
 * Carries the state from the predecessor to the candidate. Calls wait meanwhile, and those inside the
 * predecessor end first, so that the state is whole. The caller shuts the gate before, and opens it whatever the outcome.
 */
export async function handOver(
  predecessor: Instance,
  candidate: Instance,
  calls: CallQueue,
  clock: Clock,
  recorder: SwapRecorder,
): Promise<Result<null, PluginError>> {
  const { limits } = predecessor.build.manifest
  if (predecessor.running > 0) {
    const idle = await recorder.measure('gate', () => withDeadline(clock, limits.drainMs, predecessor.idle()))
    if (idle.timedOut) calls.cancel(predecessor)
  }
  const snapshot = await recorder.measure('snapshot', () =>
    predecessor.request('snapshot', { maxBytes: limits.stateBytes }, limits.initMs),
  )
  if (!snapshot.ok) {
    const message = `The state of generation ${predecessor.build.generation} could not be taken: ${snapshot.error.message}`
    return fail(
      pluginError('STATE', 'snapshot', subjectOf(predecessor.build), message, {
        ...snapshot.error,
        hint: withoutState,
      }),
    )
  }
  const { version, generation } = predecessor.build
  const restored = await recorder.measure('restore', () =>
    candidate.request(
      'restore',
      { state: snapshot.value, from: { version, generation } },
      candidate.build.manifest.limits.initMs,
    ),
  )
  return restored.ok ? ok(null) : fail(restored.error)
}

const withoutState =
  'snapshot must return plain data within limits.stateBytes. To go on without the state, unload the plugin and save again.'
