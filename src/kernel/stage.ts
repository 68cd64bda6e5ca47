import { versionOf } from './active-version'
import { bringUp } from './bring-up'
import { subjectOf, type Build } from './build'
import { nothingCarried, type Carried } from './carried'
import type { CarryState } from './carry-state'
import { pluginError, type PluginError } from './errors'
import type { Instance, InstanceSurroundings } from './instance'
import { createLifecycle, type OnStateChange } from './lifecycle'
import type { Sandbox } from './guest-port'
import type { PostMortem } from './post-mortem'
import { prepareBuild, superseded, type PrepareOptions, type Wish } from './prepare'
import type { Registration } from './registry'
import { fail, ok, type Result } from './result'
import type { SwapRecorder } from './swap-recorder'

export interface StageOptions extends PrepareOptions, InstanceSurroundings {
  readonly sandbox: Sandbox
  readonly findLoop: PostMortem
  readonly carryState: CarryState
  readonly onStateChange: OnStateChange
}

/** A candidate that passed everything: the next step is the commit. */
export interface Staged extends Carried {
  readonly candidate: Instance
}

/**
 * The first part of a swap: from a wish to a candidate that only needs the commit. The predecessor serves meanwhile,
 * and on a failure nothing of the candidate is left.
 */
export async function stage(
  options: StageOptions,
  registration: Registration,
  wish: Wish,
  recorder: SwapRecorder,
  signal: AbortSignal,
): Promise<Result<Staged, PluginError>> {
  const prepared = await prepareBuild(options, registration, wish, recorder, signal)
  if (!prepared.ok) return prepared
  const build = prepared.value
  if (signal.aborted) return fail(superseded(subjectOf(build)))

  const lifecycle = createLifecycle('compiling', (from, to) => options.onStateChange(build, from, to))
  if (isOver(registration)) registration.lifecycle = lifecycle
  lifecycle.send('compiled')
  const candidate = await bringUp({ ...options, build, lifecycle, signal, measure: recorder.measure })
  if (!candidate.ok) {
    lifecycle.send('refused')
    return fail(await withLoop(options, build, candidate.error, signal))
  }
  const passed = await takeOver(options, registration, wish, candidate.value, recorder, signal)
  if (!passed.ok) {
    candidate.value.dispose()
    lifecycle.send('refused')
  }
  return passed
}

/** Whether no life of the plugin goes on, so that its state is that of the newest candidate. */
function isOver({ versions }: Registration): boolean {
  return versions.length === 0
}

/** A candidate that hung while it was loaded or initialised gets the place of its loop. */
async function withLoop(
  { findLoop }: StageOptions,
  build: Build,
  error: PluginError,
  signal: AbortSignal,
): Promise<PluginError> {
  const { phase } = error
  if (signal.aborted || !error.timedOut || (phase !== 'load' && phase !== 'init')) return error
  const position = await findLoop(build, { method: phase })
  return position ? { ...error, ...position, message: `${error.message}: it was in this loop` } : error
}

/** Carries the state over if there is one to carry, and asks the candidate how it feels. */
async function takeOver(
  { carryState }: StageOptions,
  registration: Registration,
  wish: Wish,
  candidate: Instance,
  recorder: SwapRecorder,
  signal: AbortSignal,
): Promise<Result<Staged, PluginError>> {
  const { versions, current, leavesState } = registration
  const heir = versions.find((active) => versionOf(active) === candidate.build.version) ?? current
  const hasState = heir !== null && (heir.serving?.exports.snapshot ?? heir.state !== null)
  const carried =
    hasState && !leavesState
      ? await carryState({ registration, wish, heir, candidate, recorder, signal })
      : ok(nothingCarried)
  if (!carried.ok) return carried
  const { initMs } = candidate.build.manifest.limits
  const healthy = await carried.value.within(initMs, (ms) => probe(candidate, recorder, ms))
  if (healthy.ok) return ok({ candidate, ...carried.value })
  carried.value.openGate()
  return healthy
}

async function probe(candidate: Instance, recorder: SwapRecorder, ms: number): Promise<Result<null, PluginError>> {
  if (!candidate.exports.healthCheck) return ok(null)
  const health = await recorder.measure('probe', () => candidate.request('healthCheck', {}, ms))
  if (!health.ok) return health
  candidate.health = health.value
  if (health.value.status !== 'failing') return ok(null)
  const message = health.value.detail ?? 'healthCheck said "failing"'
  return fail(pluginError('HEALTH', 'probe', subjectOf(candidate.build), message))
}
