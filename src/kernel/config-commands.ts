import { configMessage, effectiveConfig, type Config } from './config'
import { noBuild, pluginError, type PluginError } from './errors'
import type { EventBus } from './events'
import { knownPlugin, noSuchPlugin } from './known-plugin'
import type { Manifest } from './manifest-schema'
import type { ConfigValues } from './ports'
import { readConfig } from './read-config'
import { goodManifestOf } from './read-good-manifest'
import { servingGeneration, type Registration, type Registry } from './registry'
import type { SwapReport } from './reports'
import type { Swap } from './swap'

/** A person's own settings of a plugin. */
export interface ConfigCommands {
  /** The effective config: the defaults with the person's values over them. @throws PluginFailure `NOT_FOUND` */
  config(plugin: string): Config
  /** The person's own values alone. */
  configValues(plugin: string): Config
  /**
   * Swaps the plugin in anew with these values over its defaults. They are kept once that is committed; where it is
   * refused, the old values stay in force.
   */
  setConfig(plugin: string, values: unknown): Promise<SwapReport>
}

export interface ConfigCommandsOptions {
  readonly registry: Registry
  readonly configs: ConfigValues
  readonly events: EventBus
  readonly swap: Swap
}

export function createConfigCommands({ registry, configs, events, swap }: ConfigCommandsOptions): ConfigCommands {
  return {
    config(plugin) {
      const registration = knownPlugin(registry, plugin, 'config')
      const { current } = registration
      if (current) return structuredClone(current.build.config)
      return structuredClone(effectiveConfig(nextManifest(registration) ?? { config: {} }, configs.get(plugin)))
    },
    configValues: (plugin) => structuredClone(configs.get(plugin)),
    async setConfig(plugin, values) {
      const registration = registry.get(plugin)
      const source = registration?.current?.build.source ?? registration?.latest
      const serving = servingGeneration(registration)
      const refuse = (error: PluginError): SwapReport => ({ ok: false, error, serving })
      if (!registration || !source) return refuse(noSuchPlugin(plugin, 'config'))
      const config = readConfig(values)
      if (!config.ok) {
        return refuse(pluginError('CONFIG', 'config', noBuild(plugin), configMessage([config.error])))
      }
      const report = await swap(registration, { source, values: config.value })
      if (report.ok) events.emit({ type: 'changed', plugin, what: 'config' })
      return report
    },
  }
}

/** What a plugin of which nothing serves would come up with: as it was saved last, else as it last came up. */
function nextManifest({ dormant, blocked, latest, generations }: Registration): Pick<Manifest, 'config'> | null {
  const waiting = dormant ?? blocked
  if (waiting) return waiting.manifest
  const served = generations.newest()?.source
  return (latest && goodManifestOf(latest)) ?? (served ? goodManifestOf(served) : null)
}
