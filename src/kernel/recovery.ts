import { bringUp } from './bring-up'
import { subjectOf, type Build } from './build'
import { aborted, withDeadline } from './deadline'
import { earlyEnd, faultError } from './guest-error'
import { pluginError, type PluginError, type PluginErrorCode } from './errors'
import type { EventBus } from './events'
import type { Instance } from './instance'
import { createLifecycle, type Lifecycle, type State } from './lifecycle'
import type { Clock, GuestFault, Sandbox } from './ports'
import type { Registration } from './registry'
import type { SwapPhase } from './reports'

/** A worker that ends this soon after its commit, in milliseconds, brings back the build before it. */
export const probationMs = 10_000
/** This many ends within {@link quarantineWindowMs} milliseconds, and the plugin waits for its source to change. */
export const quarantineAfter = 3
export const quarantineWindowMs = 5 * 60_000
/** How long to wait before each restart within the window, in milliseconds. */
const backoffMs = [0, 500, 2_000]

export interface RecoveryOptions {
  readonly clock: Clock
  readonly events: EventBus
  readonly sandbox: Sandbox
  readonly onStateChange: (build: Build, from: State, to: State) => void
  /** Told of the death of an instance that recovery brought up. */
  readonly onDeath: (instance: Instance, fault: GuestFault) => void
}

export interface Recovery {
  /** Brings a plugin back whose serving instance has ended though nobody asked for it. */
  recover(registration: Registration, dead: Instance, fault: GuestFault): Promise<void>
}

/** One way back: which build, in whose place. */
interface Comeback {
  readonly build: Build
  /** In the state `crashed`. */
  readonly lifecycle: Lifecycle
  readonly reason: PluginError
  /** The generation whose end brought back the build before it. */
  readonly rolledBackFrom: number | null
  /** Aborted when a save or an unload makes it needless. */
  readonly signal: AbortSignal
}

/** Failures of a start that say nothing of the build: its worker ended, perhaps along with the process of others. */
const ends: ReadonlySet<PluginErrorCode> = new Set(['CRASHED', 'MEMORY', 'FLOOD', 'UNRESPONSIVE'])

export function createRecovery({ clock, events, sandbox, onStateChange, onDeath }: RecoveryOptions): Recovery {
  async function recover(registration: Registration, dead: Instance, fault: GuestFault): Promise<void> {
    const { build, lifecycle } = dead
    lifecycle.send('crashed')
    // Before anything is awaited: from now on calls wait, and a save or an unload calls this off.
    const recovering = new AbortController()
    const { signal } = recovering
    registration.recovering = recovering
    registration.serving = null
    registration.calls.pointAt(null)
    const onProbation = clock.now() - registration.committedAt < probationMs
    const reason = await faultError(fault.code, 'idle', fault, subjectOf(build), build.module)
    events.emit({ type: 'error', error: reason })
    if (signal.aborted) return void lifecycle.send('reaped')

    const { predecessor } = registration
    registration.predecessor = null
    if (!onProbation || !predecessor) {
      return startLater(registration, { build, lifecycle, reason, rolledBackFrom: null, signal })
    }
    registration.lastError = reason
    lifecycle.send('reaped')
    predecessor.lifecycle.hush()
    const before = createLifecycle('crashed', (from, to) => onStateChange(predecessor.build, from, to))
    registration.lifecycle = before
    const broughtBack = registration.generations.find(predecessor.build.generation)
    if (broughtBack) broughtBack.lifecycle = before
    const rolledBackFrom = build.generation
    await start(registration, { build: predecessor.build, lifecycle: before, reason, rolledBackFrom, signal })
  }

  /** Counts one more end, and starts again after a while unless that makes too many. */
  async function startLater(registration: Registration, comeback: Comeback): Promise<void> {
    if (mustQuarantine(registration)) return quarantine(registration, comeback)
    const { lifecycle, signal } = comeback
    const wait = backoffMs[registration.deaths.length - 1] ?? 0
    if (wait > 0) await withDeadline(clock, wait, aborted(signal))
    if (signal.aborted) return void lifecycle.send('reaped')
    await start(registration, comeback)
  }

  function mustQuarantine(registration: Registration): boolean {
    const now = clock.now()
    registration.deaths.push(now)
    const recent = registration.deaths.filter((death) => now - death < quarantineWindowMs)
    registration.deaths.splice(0, registration.deaths.length, ...recent)
    return recent.length >= quarantineAfter
  }

  function quarantine(registration: Registration, { build, lifecycle, reason }: Comeback): void {
    registration.recovering = null
    lifecycle.send('given-up')
    const minutes = quarantineWindowMs / 60_000
    const message = `'${registration.name}' ended ${quarantineAfter} times within ${minutes} minutes; the last reason: ${reason.message}`
    giveUp(registration, pluginError('QUARANTINED', 'idle', subjectOf(build), message))
  }

  /** Whoever waits may be served yet if a save is under way. */
  function giveUp(registration: Registration, error: PluginError): void {
    registration.lastError = error
    events.emit({ type: 'error', error })
    if (registration.staging === null) registration.calls.refuse(error)
  }

  async function start(registration: Registration, comeback: Comeback): Promise<void> {
    const { build, lifecycle, reason, rolledBackFrom, signal } = comeback
    lifecycle.send('restarting')
    const measure = <Value>(_phase: SwapPhase, work: () => Promise<Value>) => work()
    const up = await bringUp({ build, lifecycle, clock, events, sandbox, onDeath, signal, measure })
    if (signal.aborted) {
      if (up.ok) up.value.dispose()
      return void lifecycle.send('reaped')
    }
    if (!up.ok) return startFailed(registration, comeback, up.error)
    if (up.value.death) return startFailed(registration, comeback, earlyEnd(up.value.death, subjectOf(build)))
    registration.recovering = null
    lifecycle.send('committed')
    registration.serving = up.value
    registration.stats.restarts++
    registration.calls.pointAt(up.value)
    const { plugin, version, generation } = build
    events.emit({ type: 'restarted', plugin, version, generation, rolledBackFrom, reason })
  }

  async function startFailed(registration: Registration, comeback: Comeback, error: PluginError): Promise<void> {
    if (ends.has(error.code)) {
      comeback.lifecycle.send('crashed')
      events.emit({ type: 'error', error })
      return startLater(registration, { ...comeback, reason: error })
    }
    registration.recovering = null
    comeback.lifecycle.send('refused')
    giveUp(registration, error)
  }

  return { recover }
}
