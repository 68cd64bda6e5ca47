import { bringUp } from './bring-up'
import { subjectOf, type Build } from './build'
import { aborted, withDeadline } from './deadline'
import { faultError } from './guest-error'
import { pluginError, type PluginError } from './errors'
import type { EventBus } from './events'
import type { Instance } from './instance'
import { createLifecycle, type State } from './lifecycle'
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

export function createRecovery({ clock, events, sandbox, onStateChange, onDeath }: RecoveryOptions): Recovery {
  async function recover(registration: Registration, dead: Instance, fault: GuestFault): Promise<void> {
    dead.lifecycle.send('crashed')
    // Before anything is awaited: from now on calls wait, and a save or an unload calls this off.
    const recovering = new AbortController()
    const { signal } = recovering
    const isCalledOff = () => signal.aborted
    registration.recovering = recovering
    registration.serving = null
    registration.calls.pointAt(null)
    const onProbation = clock.now() - registration.committedAt < probationMs
    const error = await faultError(fault.code, 'idle', fault, subjectOf(dead.build), dead.build.module)
    events.emit({ type: 'error', error })
    if (isCalledOff()) return void dead.lifecycle.send('reaped')

    const { predecessor } = registration
    const rollBack = onProbation && predecessor !== null
    registration.predecessor = null
    if (rollBack) registration.lastError = error
    else if (mustQuarantine(registration)) return quarantine(registration, dead, error)

    const wait = rollBack ? 0 : (backoffMs[registration.deaths.length - 1] ?? 0)
    if (wait > 0) await withDeadline(clock, wait, aborted(signal))
    if (isCalledOff()) return void dead.lifecycle.send('reaped')
    await restart(registration, dead, rollBack ? predecessor : dead.build, error, signal)
  }

  function mustQuarantine(registration: Registration): boolean {
    const now = clock.now()
    registration.deaths.push(now)
    const recent = registration.deaths.filter((death) => now - death < quarantineWindowMs)
    registration.deaths.splice(0, registration.deaths.length, ...recent)
    return recent.length >= quarantineAfter
  }

  function quarantine(registration: Registration, dead: Instance, reason: PluginError): void {
    registration.recovering = null
    dead.lifecycle.send('given-up')
    const minutes = quarantineWindowMs / 60_000
    const message = `'${registration.name}' ended ${quarantineAfter} times within ${minutes} minutes; the last reason: ${reason.message}`
    const error = pluginError('QUARANTINED', 'idle', subjectOf(dead.build), message)
    registration.lastError = error
    events.emit({ type: 'error', error })
    refuseCalls(registration, error)
  }

  /** Whoever waits may be served yet if a save is under way. */
  function refuseCalls(registration: Registration, error: PluginError): void {
    if (registration.staging === null) registration.calls.refuse(error)
  }

  /** Starts `build` in the place of the dead instance: its own build, or the one before it. */
  async function restart(
    registration: Registration,
    dead: Instance,
    build: Build,
    reason: PluginError,
    signal: AbortSignal,
  ): Promise<void> {
    const rolledBack = build !== dead.build
    if (rolledBack) dead.lifecycle.send('reaped')
    const lifecycle = rolledBack
      ? createLifecycle('crashed', (from, to) => onStateChange(build, from, to))
      : dead.lifecycle
    registration.lifecycle = lifecycle
    lifecycle.send('restarting')
    const measure = <Value>(_phase: SwapPhase, work: () => Promise<Value>) => work()
    const up = await bringUp({ build, lifecycle, clock, events, sandbox, onDeath, signal, measure })
    if (signal.aborted) {
      if (up.ok) up.value.dispose()
      return void lifecycle.send('reaped')
    }
    registration.recovering = null
    if (!up.ok) {
      lifecycle.send('refused')
      registration.lastError = up.error
      events.emit({ type: 'error', error: up.error })
      return refuseCalls(registration, up.error)
    }
    lifecycle.send('committed')
    registration.serving = up.value
    registration.stats.restarts++
    registration.calls.pointAt(up.value)
    const { plugin, version, generation } = build
    const rolledBackFrom = rolledBack ? dead.build.generation : null
    events.emit({ type: 'restarted', plugin, version, generation, rolledBackFrom, reason })
  }

  return { recover }
}
