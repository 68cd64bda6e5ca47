import lt from 'semver/functions/lt'
import { bringUp } from './bring-up'
import { subjectOf, type Build } from './build'
import { pluginError, type PluginError, type Subject } from './errors'
import type { EventBus } from './events'
import { earlyEnd } from './guest-error'
import { carriesState, handOver } from './handover'
import type { Instance } from './instance'
import { createLifecycle, type State } from './lifecycle'
import type { Clock, Compiler, GuestFault, PluginSource, Sandbox } from './ports'
import type { PostMortem } from './post-mortem'
import { prepareBuild, superseded } from './prepare'
import type { Registration } from './registry'
import type { SwapReport } from './reports'
import { fail, ok, type Result } from './result'
import { retire } from './retire'
import { createSwapRecorder, type SwapRecorder } from './swap-recorder'

export interface SwapOptions {
  readonly clock: Clock
  readonly events: EventBus
  readonly sandbox: Sandbox
  readonly compiler: Compiler
  readonly findLoop: PostMortem
  readonly yieldToOutput?: (() => Promise<void>) | undefined
  readonly onStateChange: (build: Build, from: State, to: State) => void
  readonly onDeath: (instance: Instance, fault: GuestFault) => void
}

/** A candidate that passed everything: the next step is the commit. */
interface Staged {
  readonly candidate: Instance
  readonly stateCarried: boolean
  /** Lets the calls in that waited for the state to be carried over. */
  readonly openGate: () => void
}

/**
 * The transactional swap: stage → probe → commit → drain → stop → reap. Until the commit the predecessor serves, and
 * whatever fails leaves it untouched; the commit is one assignment; what follows is the predecessor's end.
 *
 * @returns the save of one plugin; it resolves with the commit or the refusal and never rejects
 */
export function createSwap(options: SwapOptions) {
  const { clock, events, compiler, findLoop, onStateChange } = options
  let swaps = 0

  return async function swap(registration: Registration, source: PluginSource): Promise<SwapReport> {
    const plugin = registration.name
    registration.staging?.abort()
    const staging = new AbortController()
    registration.staging = staging
    const recorder = createSwapRecorder(plugin, ++swaps, clock, events)
    events.emit({ type: 'swap-started', plugin, swap: recorder.swap, source })

    const staged = await stage(registration, source, recorder, staging.signal)
    if (!staged.ok) return refuse(registration, staged.error, recorder, staging.signal)
    const { candidate, openGate } = staged.value
    const subject = subjectOf(candidate.build)
    // Nothing may come between this check and the commit: two commits would get the same number.
    const reason = staging.signal.aborted ? superseded(subject) : candidate.death && earlyEnd(candidate.death, subject)
    if (reason === null) return commit(registration, staged.value, source, recorder)
    openGate()
    candidate.lifecycle.send('refused')
    return refuse(registration, reason, recorder, staging.signal)
  }

  async function stage(
    registration: Registration,
    source: PluginSource,
    recorder: SwapRecorder,
    signal: AbortSignal,
  ): Promise<Result<Staged, PluginError>> {
    const prepared = await prepareBuild(source, registration.lastGeneration + 1, compiler, recorder, signal)
    if (!prepared.ok) return prepared
    const build = prepared.value
    if (signal.aborted) return fail(superseded(subjectOf(build)))

    const lifecycle = createLifecycle('compiling', (from, to) => onStateChange(build, from, to))
    if (isOver(registration)) registration.lifecycle = lifecycle
    lifecycle.send('compiled')
    const candidate = await bringUp({ ...options, build, lifecycle, signal, measure: recorder.measure })
    if (!candidate.ok) {
      lifecycle.send('refused')
      return fail(await withLoop(build, candidate.error, signal))
    }
    const passed = await takeOver(registration, candidate.value, recorder, signal)
    if (!passed.ok) {
      candidate.value.dispose()
      lifecycle.send('refused')
    }
    return passed
  }

  /** A candidate that hung while it was loaded or initialised gets the place of its loop. */
  async function withLoop(build: Build, error: PluginError, signal: AbortSignal): Promise<PluginError> {
    const { phase } = error
    if (signal.aborted || !error.timedOut || (phase !== 'load' && phase !== 'init')) return error
    const position = await findLoop(build, { method: phase })
    return position ? { ...error, ...position, message: `${error.message}: it was in this loop` } : error
  }

  /** Carries the state over if there is one to carry, and asks the candidate how it feels. */
  async function takeOver(
    registration: Registration,
    candidate: Instance,
    recorder: SwapRecorder,
    signal: AbortSignal,
  ): Promise<Result<Staged, PluginError>> {
    const predecessor = registration.serving
    let stateCarried = carriesState(predecessor, candidate)
    const openGate = stateCarried ? registration.calls.hold() : () => {}
    const giveUp = (error: PluginError) => {
      openGate()
      return fail(error)
    }
    if (carriesState(predecessor, candidate)) {
      const { calls } = registration
      const carried = await handOver({ predecessor, candidate, calls, clock, recorder, signal })
      stateCarried = carried.ok
      if (!carried.ok) {
        // The state went with the predecessor's worker: refusing its successor would not save it.
        const lost = carried.error.phase === 'snapshot' && registration.serving !== predecessor
        if (!lost) return giveUp(carried.error)
        const { plugin, generation } = candidate.build
        const message = `Generation ${generation} starts without a state: the worker of the one before has ended`
        events.emit({ type: 'notice', plugin, generation, message })
      }
    }
    const healthy = await probe(candidate, recorder)
    if (!healthy.ok) return giveUp(healthy.error)
    return ok({ candidate, stateCarried, openGate })
  }

  async function probe(candidate: Instance, recorder: SwapRecorder): Promise<Result<null, PluginError>> {
    if (!candidate.exports.healthCheck) return ok(null)
    const { initMs } = candidate.build.manifest.limits
    const health = await recorder.measure('probe', () => candidate.request('healthCheck', {}, initMs))
    if (!health.ok) return health
    if (health.value.status !== 'failing') return ok(null)
    const message = health.value.detail ?? 'healthCheck said "failing"'
    return fail(pluginError('HEALTH', 'probe', subjectOf(candidate.build), message))
  }

  function commit(
    registration: Registration,
    staged: Staged,
    source: PluginSource,
    recorder: SwapRecorder,
  ): SwapReport {
    const { candidate, stateCarried, openGate } = staged
    const { plugin, version, generation } = candidate.build
    const { lifecycle } = candidate
    const predecessor = registration.serving
    const startMs = recorder.elapsed()
    endRecovery(registration)

    lifecycle.send('committed')
    registration.serving = candidate
    registration.lifecycle = lifecycle
    registration.generations.add({ generation, version, source, lifecycle })
    registration.lastGeneration = generation
    registration.predecessor = predecessor && { build: predecessor.build, lifecycle: predecessor.lifecycle }
    registration.committedAt = clock.now()
    registration.staging = null
    registration.lastError = null
    registration.calls.pointAt(candidate)
    openGate()

    recorder.record('commit', startMs)
    const timings = recorder.timings()
    const replaced = predecessor && { version: predecessor.build.version, generation: predecessor.build.generation }
    const { swap } = recorder
    events.emit({
      type: 'swap-committed',
      plugin,
      swap,
      version,
      generation,
      predecessor: replaced,
      timings,
      stateCarried,
    })
    if (replaced && lt(version, replaced.version)) {
      const message = `Version ${version} took the place of ${replaced.version}, which is higher`
      events.emit({ type: 'notice', plugin, generation, message })
    }
    if (predecessor) {
      const { calls } = registration
      void retire(predecessor, { calls, clock, events, measure: recorder.measure, yieldTo: options.yieldToOutput })
    }
    return { ok: true, plugin, version, generation, timings }
  }

  function refuse(
    registration: Registration,
    reason: PluginError,
    recorder: SwapRecorder,
    signal: AbortSignal,
  ): SwapReport {
    // Whatever stopped a save that was called off, a deadline or its disposal, is not what the person should read.
    const error = signal.aborted ? calledOff(reason, signal) : reason
    const serving = registration.serving?.build.generation ?? null
    if (!signal.aborted) {
      registration.staging = null
      registration.lastError = error
      if (registration.serving === null && registration.recovering === null) registration.calls.refuse(error)
    }
    events.emit({ type: 'swap-refused', plugin: registration.name, swap: recorder.swap, error, serving })
    return { ok: false, error, serving }
  }
}

/** Why a save is called off that no newer one took the place of. */
export const unloading = 'unload'

function calledOff(subject: Subject, signal: AbortSignal): PluginError {
  if (signal.reason !== unloading) return superseded(subject)
  return pluginError('CANCELLED', 'unload', subject, `'${subject.plugin}' was unloaded before this save was done`)
}

/** Calls off what brings the plugin back, and lets go of the life that it was to go on. */
export function endRecovery(registration: Registration): void {
  registration.recovering?.abort()
  registration.recovering = null
  registration.deaths.length = 0
  if (registration.lifecycle?.state === 'quarantined') registration.lifecycle.send('reaped')
}

/** Whether no life of the plugin goes on, so that its state is that of the newest candidate. */
function isOver({ serving, recovering, lifecycle }: Registration): boolean {
  return serving === null && recovering === null && lifecycle?.state !== 'quarantined'
}
