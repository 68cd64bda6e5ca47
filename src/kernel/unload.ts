import { newestUp, type ActiveVersion } from './active-version'
import { dependentsOf, wayBack } from './dependencies'
import { noBuild, pluginError } from './errors'
import type { EventBus } from './events'
import { createLifecycle, type OnStateChange } from './lifecycle'
import { noSuchPlugin } from './known-plugin'
import type { Clock } from './ports'
import { findVersion, type Registration, type Registry } from './registry'
import type { SwapReport, UnloadReceipt } from './reports'
import { rest } from './rest'
import { nothingUnloaded } from './retire'
import { endVersion, unloading, type Swap } from './swap'

/** Taking plugins out, and switching them off and on. */
export interface UnloadCommands {
  /**
   * Drains, stops and reaps every active version of the plugin; those that depend on it go first, and come back by
   * themselves when it does. The receipt is that of the version that served by default.
   */
  unload(plugin: string): Promise<UnloadReceipt>
  /** Unloads the plugin and keeps it from being loaded until it is enabled. */
  disable(plugin: string): Promise<UnloadReceipt>
  /** Brings a disabled plugin up from what was saved last. */
  enable(plugin: string): Promise<SwapReport>
  /** Unloads a plugin and drops all that is known of it: its folder is gone. */
  forget(plugin: string): Promise<UnloadReceipt>
}

export interface UnloadCommandsOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly events: EventBus
  readonly swap: Swap
  readonly onStateChange: OnStateChange
}

export function createUnloadCommands(options: UnloadCommandsOptions): UnloadCommands {
  const { registry, clock, events, swap, onStateChange } = options

  /** @param isGone - whether its folder is: then a save that comes meanwhile is of another plugin, and does not keep it up */
  async function unload(plugin: string, isGone = false): Promise<UnloadReceipt> {
    const since = clock.now()
    const registration = registry.get(plugin)
    if (!registration) return nothingUnloaded(plugin, 0, noSuchPlugin(plugin, 'unload'))
    callOff(registration)
    const { lastGeneration } = registration
    const isOvertaken = () =>
      (registration.staging !== null && !isGone) || registration.lastGeneration !== lastGeneration
    await blockDependents(registration, registration.versions, isOvertaken)
    const receipt = isOvertaken() ? null : await end(registration)
    return receipt ?? nothingUnloaded(plugin, clock.now() - since)
  }

  /** Whatever was to bring the plugin up. */
  function callOff(registration: Registration): void {
    registration.staging?.abort(unloading)
    registration.staging = null
    registration.dormant = null
    registration.blocked = null
    if (registration.lifecycle?.state === 'blocked') registration.lifecycle.send('reaped')
  }

  async function end(registration: Registration): Promise<UnloadReceipt | null> {
    const { name: plugin, calls, current } = registration
    registration.lastError = null
    const receipts = [...registration.versions].map(async (active) => {
      const isCurrent = active === current
      const receipt = await endVersion(registration, active, { clock, events })
      return isCurrent ? receipt : null
    })
    calls.refuse(pluginError('CANCELLED', 'unload', noBuild(plugin), `'${plugin}' was unloaded`))
    return (await Promise.all(receipts)).find((receipt) => receipt !== null) ?? null
  }

  /**
   * Ends what is served by versions that are about to go, and first what depends on that in its turn. It takes its time,
   * and a newer wish may overtake it.
   */
  async function blockDependents(
    { name }: Registration,
    leaving: readonly ActiveVersion[],
    isOvertaken: () => boolean,
    seen: Set<ActiveVersion> = new Set(leaving),
  ): Promise<void> {
    for (const { registration, active, range } of dependentsOf(registry, name)) {
      const supplier = findVersion(registry.get(name) ?? registration, range)
      if (isOvertaken()) return
      if (seen.has(active) || (supplier && !leaving.includes(supplier))) continue
      seen.add(active)
      await blockDependents(registration, [active], isOvertaken, seen)
      if (!isOvertaken() && registration.versions.includes(active)) await block(registration, active, name, isOvertaken)
    }
  }

  /** Ends a version whose dependency goes. If calls went there by default, it waits for the dependency to come back. */
  async function block(
    registration: Registration,
    active: ActiveVersion,
    dependency: string,
    isOvertaken: () => boolean,
  ): Promise<void> {
    const { plugin, version, source, manifest } = active.build
    const isCurrent = registration.current === active
    await endVersion(registration, active, { clock, events })
    if (!isCurrent || registration.staging || registration.current || registration.disabled) return
    registration.current = newestUp(registration)
    if (isOvertaken()) return void swap(registration, { source })
    registration.blocked = { source, manifest }
    const subject = { plugin, version, generation: null }
    const message = `'${plugin}' needs ${dependency} ${manifest.dependencies[dependency] ?? ''}, which was unloaded`
    const needed = registry.get(dependency)
    const hint = needed && wayBack(needed)
    registration.lastError = pluginError('DEPENDENCY_MISSING', 'unload', subject, message, { hint })
    if (registration.versions.length === 0) {
      registration.lifecycle = createLifecycle('compiling', (from, to) => onStateChange(subject, from, to))
      registration.lifecycle.send('blocked')
      registration.calls.refuse(registration.lastError)
    }
    registration.calls.pump()
    events.emit({ type: 'error', error: registration.lastError })
  }

  return {
    unload: (plugin) => unload(plugin),
    async disable(plugin) {
      const registration = registry.get(plugin)
      if (!registration) return nothingUnloaded(plugin, 0, noSuchPlugin(plugin, 'unload'))
      registration.disabled = true
      const receipt = await unload(plugin)
      // It may have been enabled while it drained.
      rest(registration, onStateChange)
      return receipt
    },
    enable(plugin) {
      const registration = registry.get(plugin)
      if (registration?.latest) {
        registration.disabled = false
        if (registration.lifecycle?.state === 'disabled') registration.lifecycle.send('enabled')
        return swap(registration, { source: registration.latest })
      }
      return Promise.resolve({ ok: false, error: noSuchPlugin(plugin, 'load'), serving: null })
    },
    async forget(plugin) {
      const leaving = registry.get(plugin)
      if (leaving) leaving.leavesState = true
      const receipt = await unload(plugin, true)
      const registration = registry.get(plugin)
      if (registration && registration.staging === null && registration.versions.length === 0) registry.remove(plugin)
      return receipt
    },
  }
}
