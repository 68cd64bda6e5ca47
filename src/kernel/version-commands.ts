import { versionOf } from './active-version'
import { versionsToKeep } from './dependencies'
import { noBuild, pluginError, PluginFailure, type PluginErrorCode } from './errors'
import type { EventBus } from './events'
import { noSuchPlugin } from './known-plugin'
import type { Clock } from './ports'
import { servingGeneration, type Registration, type Registry } from './registry'
import type { SwapReport, UnloadReceipt } from './reports'
import { nothingUnloaded } from './retire'
import { endVersion, type Swap } from './swap'

/** Versions and generations that a person keeps or goes back to. */
export interface VersionCommands {
  /** Keeps an active version active, whatever is saved beside it. @throws PluginFailure where it is not active */
  pin(plugin: string, version: string): void
  /** Lets a version go once neither a dependent's range needs it nor calls go there by default. */
  unpin(plugin: string, version: string): Promise<UnloadReceipt>
  /**
   * Swaps an earlier generation's source in again, as a new generation; refused with `NOT_FOUND` where there was none of that
   * number. The person's files stay as they are. With `withoutState` it begins without the state of what serves.
   */
  rollback(plugin: string, generation: number, options?: { readonly withoutState?: boolean }): Promise<SwapReport>
  /** Starts what served last anew; once it is up, its crashes are forgotten: the way out of quarantine. */
  reset(plugin: string): Promise<SwapReport>
  /** Ends the versions that are neither current nor pinned nor needed. */
  prune(): void
}

export interface VersionCommandsOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly events: EventBus
  readonly swap: Swap
}

export function createVersionCommands({ registry, clock, events, swap }: VersionCommandsOptions): VersionCommands {
  function unneeded(registration: Registration) {
    const { versions, current } = registration
    if (versions.length < 2 || !current) return []
    const kept = versionsToKeep(registry, registration, current.build.manifest)
    return versions.filter((active) => active !== current && !kept.has(versionOf(active)))
  }

  function notSwapped(plugin: string, message: string, hint: string): Promise<SwapReport> {
    const error = failure('NOT_FOUND', plugin, message, hint)
    return Promise.resolve({ ok: false, error, serving: servingGeneration(registry.get(plugin)) })
  }

  return {
    pin(plugin, version) {
      const registration = registry.get(plugin)
      if (!registration?.versions.some((active) => versionOf(active) === version)) {
        const active = registration?.versions.map(versionOf).join(', ') || 'none'
        const message = `Version ${version} of '${plugin}' is not active`
        throw new PluginFailure(failure('NOT_FOUND', plugin, message, `Active are: ${active}.`))
      }
      registration.pinned.add(version)
      events.emit({ type: 'changed', plugin, what: 'pins' })
    },
    async unpin(plugin, version) {
      const registration = registry.get(plugin)
      if (!registration) return nothingUnloaded(plugin, 0, noSuchPlugin(plugin, 'unload'))
      const since = clock.now()
      if (registration.pinned.delete(version)) events.emit({ type: 'changed', plugin, what: 'pins' })
      const active = unneeded(registration).find((one) => versionOf(one) === version)
      const receipt = active && (await endVersion(registration, active, { clock, events }))
      return receipt ?? nothingUnloaded(plugin, clock.now() - since)
    },
    rollback(plugin, generation, { withoutState = false } = {}) {
      const registration = registry.get(plugin)
      const found = registration?.generations.find(generation)
      if (registration && found) return swap(registration, { source: found.source, withoutState, backTo: generation })
      const known = registration?.generations.list().map((kept) => kept.generation) ?? []
      const message = `There is no generation ${generation} of '${plugin}' in this session`
      return notSwapped(plugin, message, `Known are: ${known.join(', ') || 'none'}.`)
    },
    reset(plugin) {
      const registration = registry.get(plugin)
      const source = registration?.current?.build.source ?? registration?.generations.newest()?.source
      if (registration && source) return swap(registration, { source })
      return notSwapped(plugin, `Nothing of '${plugin}' was ever committed in this session`, 'Save it first.')
    },
    prune() {
      for (const registration of registry.list())
        for (const active of unneeded(registration)) void endVersion(registration, active, { clock, events })
    },
  }
}

function failure(code: PluginErrorCode, plugin: string, message: string, hint: string) {
  return pluginError(code, 'commit', noBuild(plugin), message, { hint })
}
