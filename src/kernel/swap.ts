import { endRecovery, isUp, versionOf, type ActiveVersion } from './active-version'
import { subjectOf } from './build'
import { noBuild, pluginError, unexpected, type PluginError, type Subject } from './errors'
import { earlyEnd } from './guest-error'
import type { Instance } from './instance'
import type { Manifest } from './manifest-schema'
import { createLifecycle, type State } from './lifecycle'
import { holdBack, superseded, type Wish } from './prepare'
import { servingGeneration, type Registration } from './registry'
import type { SwapReport, UnloadReceipt } from './reports'
import { fail } from './result'
import { retire } from './retire'
import { semver } from './semver'
import { stage, type Staged, type StageOptions } from './stage'
import { createSwapRecorder, type SwapRecorder } from './swap-recorder'

export interface SwapOptions extends StageOptions {
  readonly yieldToOutput?: (() => Promise<void>) | undefined
  /** The versions that stay once this one is current, itself among them. */
  readonly versionsToKeep: (registration: Registration, current: Manifest) => ReadonlySet<string>
  /** Told right after each commit: somebody may have waited for this plugin. */
  readonly onUp: (registration: Registration, instance: Instance) => void
}

export type Swap = (registration: Registration, wish: Wish) => Promise<SwapReport>

/**
 * The transactional swap: stage → probe → commit → drain → stop → reap. Until the commit the predecessor serves, and
 * whatever fails leaves it untouched; the commit is one assignment; what follows is the predecessor's end.
 *
 * @returns the save of one plugin; it resolves with the commit or the refusal and never rejects
 */
export function createSwap(options: SwapOptions): Swap {
  const { clock, events, configs, versionsToKeep, onStateChange, onUp, yieldToOutput } = options
  let swaps = 0

  return async function swap(registration, wish) {
    const plugin = registration.name
    if (registration.disabled) return refusedAsDisabled(plugin)
    registration.staging?.abort()
    const staging = new AbortController()
    registration.staging = staging
    registration.leavesState ||= wish.withoutState === true
    registration.dormant = null
    leaveBlocked(registration)
    const recorder = createSwapRecorder(plugin, ++swaps, clock, events)
    events.emit({ type: 'swap-started', plugin, swap: recorder.swap, source: wish.source })

    const staged = await stage(options, registration, wish, recorder, staging.signal).catch((bug: unknown) =>
      fail(unexpected(plugin, bug)),
    )
    if (!staged.ok) return refuse(registration, staged.error, recorder, staging.signal)
    const { candidate, openGate } = staged.value
    const subject = subjectOf(candidate.build)
    // Nothing may come between this check and the commit: two commits would get the same number.
    const reason = staging.signal.aborted
      ? superseded(subject)
      : candidate.death
        ? earlyEnd(candidate.death, subject)
        : holdBack(options, registration, candidate.build, subject)
    if (reason === null) return commit(registration, staged.value, recorder)
    candidate.dispose()
    openGate()
    candidate.lifecycle.send('refused')
    return refuse(registration, reason, recorder, staging.signal)
  }

  function commit(registration: Registration, staged: Staged, recorder: SwapRecorder): SwapReport {
    const { candidate, state, openGate } = staged
    const stateCarried = state !== null
    const { plugin, version, generation, source, values } = candidate.build
    const { lifecycle } = candidate
    const startMs = recorder.elapsed()
    const kept = versionsToKeep(registration, candidate.build.manifest)
    const active = seatFor(registration, candidate, kept)
    const predecessor = active.serving
    const before = registration.current
    const replaced = before && versionOf(before)
    endRecovery(active)

    lifecycle.send('committed')
    active.build = candidate.build
    active.serving = candidate
    active.lifecycle = lifecycle
    active.predecessor = predecessor && { build: predecessor.build, lifecycle: predecessor.lifecycle }
    active.besides = before === active || predecessor ? null : before
    active.state = state
    active.committedAt = clock.now()
    registration.current = active
    registration.lifecycle = lifecycle
    registration.generations.add({ generation, version, source, lifecycle })
    registration.lastGeneration = generation
    registration.staging = null
    registration.leavesState = false
    registration.lastError = null
    configs.set(plugin, values)
    openGate()
    registration.calls.pump()

    recorder.record('commit', startMs)
    const timings = recorder.timings()
    events.emit({
      ...{ type: 'swap-committed', plugin, swap: recorder.swap, version, generation, timings, stateCarried },
      predecessor: predecessor && { version: predecessor.build.version, generation: predecessor.build.generation },
    })
    if (replaced !== null && replaced !== version) {
      events.emit({ type: 'notice', plugin, generation, message: versionNotice(registration, version, replaced) })
    }
    if (predecessor) retireLater(registration, predecessor, recorder)
    for (const other of [...registration.versions])
      if (other !== active && !kept.has(versionOf(other))) leave(registration, other)
    onUp(registration, candidate)
    return { ok: true, plugin, version, generation, timings }
  }

  function retireLater(registration: Registration, instance: Instance, { measure }: SwapRecorder): void {
    const { calls } = registration
    void retire(instance, { calls, clock, events, measure, yieldTo: yieldToOutput })
  }

  /** Ends a version that nobody needs any more. */
  function leave(registration: Registration, active: ActiveVersion): void {
    void endVersion(registration, active, { clock, events })
  }

  function refuse(
    registration: Registration,
    reason: PluginError,
    recorder: SwapRecorder,
    signal: AbortSignal,
  ): SwapReport {
    // Whatever stopped a save that was called off, a deadline or its disposal, is not what the person should read.
    const error = signal.aborted ? calledOff(reason, signal) : reason
    const serving = servingGeneration(registration)
    if (!signal.aborted) {
      registration.staging = null
      registration.leavesState = false
      registration.lastError = error
      if (registration.versions.length === 0) endCompiling(registration, error)
      if (!registration.versions.some(isUp)) registration.calls.refuse(error)
      // Who waited for just this version need not wait any more.
      else registration.calls.pump()
    }
    events.emit({ type: 'swap-refused', plugin: registration.name, swap: recorder.swap, error, serving })
    return { ok: false, error, serving }
  }

  /** A plugin that has no life yet waits for its dependency, or has failed. */
  function endCompiling(registration: Registration, subject: Subject): void {
    const tell = (from: State, to: State) => onStateChange(subject, from, to)
    if (registration.blocked) registration.lifecycle = createLifecycle('compiling', tell)
    if (registration.lifecycle?.state === 'compiling')
      registration.lifecycle.send(registration.blocked ? 'blocked' : 'refused')
  }
}

/** Where a candidate is to serve: in the place of its own version, else of the current one unless that must stay. */
function seatFor(registration: Registration, { build, lifecycle }: Instance, kept: ReadonlySet<string>): ActiveVersion {
  const { versions, current } = registration
  const same = versions.find((active) => versionOf(active) === build.version)
  if (same) return same
  if (current && !kept.has(versionOf(current))) return current
  const seat: ActiveVersion = {
    build,
    lifecycle,
    serving: null,
    predecessor: null,
    committedAt: 0,
    recovering: null,
    deaths: [],
    besides: null,
    state: null,
  }
  versions.push(seat)
  return seat
}

function versionNotice({ versions }: Registration, version: string, replaced: string): string {
  if (versions.some((active) => versionOf(active) === replaced))
    return `Version ${version} serves from now on; ${replaced} stays active beside it`
  const higher = semver().compare(version, replaced) < 0 ? ', which is higher' : ''
  return `Version ${version} took the place of ${replaced}${higher}`
}

/** A plugin that waited for a dependency is tried once more. */
function leaveBlocked(registration: Registration): void {
  registration.blocked = null
  if (registration.lifecycle?.state === 'blocked') registration.lifecycle.send('unblocked')
}

/** Takes a version out of the registration and ends its instance, if it has one. */
export async function endVersion(
  registration: Registration,
  active: ActiveVersion,
  { clock, events }: Pick<SwapOptions, 'clock' | 'events'>,
): Promise<UnloadReceipt | null> {
  const { versions, calls } = registration
  versions.splice(versions.indexOf(active), 1)
  if (registration.current === active) registration.current = null
  endRecovery(active)
  const { serving } = active
  active.serving = null
  active.predecessor = null
  calls.pump()
  return serving && retire(serving, { calls, clock, events, measure: (_phase, work) => work() })
}

function refusedAsDisabled(plugin: string): SwapReport {
  return {
    ok: false,
    error: pluginError('DISABLED', 'load', noBuild(plugin), `'${plugin}' is disabled`),
    serving: null,
  }
}

/** Why a save is called off that no newer one took the place of. */
export const unloading = 'unload'

function calledOff(subject: Subject, signal: AbortSignal): PluginError {
  if (signal.reason !== unloading) return superseded(subject)
  return pluginError('CANCELLED', 'unload', subject, `'${subject.plugin}' was unloaded before this save was done`)
}
