import type { ActiveVersion } from './active-version'
import { bringUp } from './bring-up'
import { subjectOf, type Build } from './build'
import { aborted, withDeadline } from './deadline'
import { giveUp, giveUpVersion } from './give-up'
import { earlyEnd, faultError } from './guest-error'
import { pluginError, type PluginError, type PluginErrorCode } from './errors'
import type { Instance, InstanceSurroundings } from './instance'
import { createLifecycle, type Lifecycle, type OnStateChange } from './lifecycle'
import type { GuestFault } from './guest-fault'
import type { Sandbox } from './guest-port'
import type { ConfigValues } from './ports'
import { countsOf, type Registration } from './registry'
import type { SwapPhase } from './reports'

/** A worker that ends this soon after its commit, in milliseconds, brings back the build before it. */
export const probationMs = 10_000
/** This many ends within {@link quarantineWindowMs} milliseconds, and the plugin waits for its source to change. */
export const quarantineAfter = 3
export const quarantineWindowMs = 5 * 60_000
/** How long to wait before each restart within the window, in milliseconds: those that fell together come back apart. */
const backoffMs = [
  { least: 0, most: 200 },
  { least: 500, most: 750 },
]

export interface RecoveryOptions extends InstanceSurroundings {
  readonly sandbox: Sandbox
  readonly configs: ConfigValues
  /** From 0 up to 1. */
  readonly random: () => number
  readonly onStateChange: OnStateChange
  /** Told when a version serves again: it may be another than before, and somebody may have waited for it. */
  readonly onUp: (registration: Registration, instance: Instance) => void
}

export interface Recovery {
  /**
   * Brings a version back whose serving instance has ended though nobody asked for it. `recovering` is the version's own,
   * set when that was told: calls wait since then, and a save or an unload calls it off.
   */
  recover(
    registration: Registration,
    active: ActiveVersion,
    dead: Instance,
    fault: GuestFault,
    recovering: AbortController,
  ): Promise<void>
}

/** One way back: which build, in whose place. */
interface Comeback {
  readonly active: ActiveVersion
  readonly build: Build
  /** In the state `crashed`. */
  readonly lifecycle: Lifecycle
  readonly reason: PluginError
  /** The generation whose end brought back the build before it. */
  readonly rolledBackFrom: number | null
  /** Aborted when a save or an unload makes it needless. */
  readonly signal: AbortSignal
  /** Set once the state that was taken last was not accepted. */
  readonly withoutState?: true
}

/** Failures of a start that say nothing of the build: its worker ended, perhaps along with the process of others. */
const ends: ReadonlySet<PluginErrorCode> = new Set(['CRASHED', 'MEMORY', 'FLOOD', 'UNRESPONSIVE'])

export function createRecovery(options: RecoveryOptions): Recovery {
  const { clock, configs, events, random, onStateChange, onUp } = options

  async function recover(
    registration: Registration,
    active: ActiveVersion,
    dead: Instance,
    fault: GuestFault,
    recovering: AbortController,
  ): Promise<void> {
    const { build, lifecycle } = dead
    const { signal } = recovering
    const onProbation = clock.now() - active.committedAt < probationMs
    const reason = await faultError(fault.code, 'idle', fault, subjectOf(build), build.module)
    events.emit({ type: 'error', error: reason })
    if (signal.aborted) return void lifecycle.send('reaped')

    const { besides } = active
    if (onProbation && besides?.serving && registration.versions.includes(besides))
      return giveWay(registration, active, besides, reason)
    const predecessor = onProbation ? takePredecessor(registration, active) : null
    active.predecessor = null
    if (!predecessor)
      return startLater(registration, { active, build, lifecycle, reason, rolledBackFrom: null, signal })

    countDeath(active)
    registration.lastError = reason
    lifecycle.send('reaped')
    predecessor.lifecycle.hush()
    const before = createLifecycle('crashed', (from, to) => onStateChange(subjectOf(predecessor.build), from, to))
    active.build = predecessor.build
    active.lifecycle = before
    const broughtBack = registration.generations.find(predecessor.build.generation)
    if (broughtBack) broughtBack.lifecycle = before
    keepValuesOf(predecessor.build)
    const rolledBackFrom = build.generation
    await start(registration, { active, build: predecessor.build, lifecycle: before, reason, rolledBackFrom, signal })
  }

  /** The version that was current before, and stayed active beside this one, is the current one again. */
  function giveWay(
    registration: Registration,
    active: ActiveVersion,
    besides: ActiveVersion,
    reason: PluginError,
  ): void {
    active.recovering = null
    active.lifecycle.send('reaped')
    registration.versions.splice(registration.versions.indexOf(active), 1)
    registration.lastError = reason
    registration.current = besides
    keepValuesOf(besides.build)
    registration.calls.pump()
    const { serving } = besides
    if (!serving) return
    events.emit({ type: 'restarted', ...named(serving.build), rolledBackFrom: reason.generation, reason })
    onUp(registration, serving)
  }

  /** Values that may have brought the plugin down must not come back with its next save: what is in force is what is kept. */
  function keepValuesOf({ plugin, values }: Build): void {
    if (JSON.stringify(configs.get(plugin)) === JSON.stringify(values)) return
    configs.set(plugin, values)
    events.emit({ type: 'changed', plugin, what: 'config' })
  }

  /** Starts again after a while, unless this end makes too many. */
  async function startLater(registration: Registration, comeback: Comeback): Promise<void> {
    const { active, lifecycle, signal } = comeback
    const deaths = countDeath(active)
    if (deaths >= quarantineAfter) return quarantine(registration, comeback)
    const { least, most } = backoffMs[deaths - 1] ?? { least: 0, most: 0 }
    const wait = least + (most - least) * random()
    if (wait > 0) await withDeadline(clock, wait, aborted(signal))
    if (signal.aborted) return void lifecycle.send('reaped')
    await start(registration, comeback)
  }

  /** Counts one more end; says how many there were within the window. */
  function countDeath({ deaths }: ActiveVersion): number {
    const now = clock.now()
    deaths.push(now)
    const recent = deaths.filter((death) => now - death < quarantineWindowMs)
    deaths.splice(0, deaths.length, ...recent)
    return recent.length
  }

  function quarantine(registration: Registration, { active, build, lifecycle, reason }: Comeback): void {
    active.recovering = null
    lifecycle.send('given-up')
    const minutes = quarantineWindowMs / 60_000
    const message = `'${registration.name}' ended ${quarantineAfter} times within ${minutes} minutes; the last reason: ${reason.message}`
    giveUp(registration, pluginError('QUARANTINED', 'idle', subjectOf(build), message), events)
  }

  async function start(registration: Registration, comeback: Comeback): Promise<void> {
    const { active, build, lifecycle, reason, rolledBackFrom, signal } = comeback
    lifecycle.send('restarting')
    const measure = <Value>(_phase: SwapPhase, work: () => Promise<Value>) => work()
    const up = await bringUp({ ...options, build, lifecycle, signal, measure })
    const refusal = up.ok && !signal.aborted ? await restoreState(up.value, comeback) : null
    if (signal.aborted) {
      if (up.ok) up.value.dispose()
      return void lifecycle.send('reaped')
    }
    if (!up.ok) return startFailed(registration, comeback, up.error)
    if (up.value.death) return startFailed(registration, comeback, earlyEnd(up.value.death, subjectOf(build)))
    if (refusal) {
      up.value.dispose()
      lifecycle.send('crashed')
      tellNoState(build, refusal.message)
      return start(registration, { ...comeback, withoutState: true })
    }
    active.recovering = null
    lifecycle.send('committed')
    active.serving = up.value
    countsOf(registration, build.version).restarts++
    registration.calls.pump()
    events.emit({ type: 'restarted', ...named(build), rolledBackFrom, reason })
    onUp(registration, up.value)
  }

  /** Hands the state over that was taken last, which is better than none; says why where it was not accepted. */
  async function restoreState(instance: Instance, { active, withoutState }: Comeback): Promise<PluginError | null> {
    const { state } = active
    if (!state || withoutState) return null
    if (!instance.exports.restore) {
      tellNoState(instance.build, 'it has no restore to take one')
      return null
    }
    const { initMs } = instance.build.manifest.limits
    const restored = await instance.request('restore', { state: state.value, from: state.from }, initMs)
    return restored.ok || instance.death ? null : restored.error
  }

  function tellNoState({ plugin, generation }: Build, why: string): void {
    const message = `Generation ${generation} starts without a state: ${why}`
    events.emit({ type: 'notice', plugin, generation, message })
  }

  async function startFailed(registration: Registration, comeback: Comeback, error: PluginError): Promise<void> {
    const { active, lifecycle } = comeback
    if (ends.has(error.code)) {
      lifecycle.send('crashed')
      events.emit({ type: 'error', error })
      return startLater(registration, { ...comeback, reason: error })
    }
    giveUpVersion(registration, active, error, events)
  }

  return { recover }
}

/** The build to go back to, unless its version is active beside this one. */
function takePredecessor({ versions }: Registration, active: ActiveVersion): ActiveVersion['predecessor'] {
  const { predecessor } = active
  const taken = versions.some((other) => other !== active && other.build.version === predecessor?.build.version)
  return taken ? null : predecessor
}

function named({ plugin, version, generation }: Build): Pick<Build, 'plugin' | 'version' | 'generation'> {
  return { plugin, version, generation }
}
