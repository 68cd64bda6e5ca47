import { effectiveConfig, isPlainObject, type Config } from './config'
import { pluginError, PluginFailure } from './errors'
import type { EventBus } from './events'
import type { ConfigValues } from './ports'
import type { Registry } from './registry'
import type { SwapReport } from './reports'
import { reservedKeys } from './reserved-keys'
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
      const registration = registry.get(plugin)
      const subject = { plugin, version: null, generation: null }
      if (!registration)
        throw new PluginFailure(pluginError('NOT_FOUND', 'config', subject, `There is no plugin '${plugin}'`))
      const { current, dormant, blocked } = registration
      if (current) return structuredClone(current.build.config)
      const manifest = dormant?.manifest ?? blocked?.manifest ?? { config: {} }
      return structuredClone(effectiveConfig(manifest, configs.get(plugin)))
    },
    configValues: (plugin) => structuredClone(configs.get(plugin)),
    async setConfig(plugin, values) {
      const registration = registry.get(plugin)
      const source = registration?.current?.build.source ?? registration?.latest
      const serving = registration?.current?.serving?.build.generation ?? null
      const refuse = (code: 'NOT_FOUND' | 'CONFIG', message: string): SwapReport => {
        const error = pluginError(code, 'config', { plugin, version: null, generation: null }, message)
        return { ok: false, error, serving }
      }
      if (!registration || !source) return refuse('NOT_FOUND', `There is no plugin '${plugin}'`)
      const problem = problemOf(values)
      if (problem !== null || !isPlainObject(values)) return refuse('CONFIG', problem ?? notAnObject)
      const report = await swap(registration, { source, values: structuredClone(values) })
      if (report.ok) events.emit({ type: 'changed', plugin, what: 'config' })
      return report
    },
  }
}

const notAnObject = 'The config is not accepted at /: it must be an object in braces: { … }'

/** What keeps a value from being a config, if anything does. */
function problemOf(values: unknown): string | null {
  if (!isPlainObject(values)) return notAnObject
  let text: string | undefined
  try {
    text = JSON.stringify(values, (key, value: unknown) => {
      if (reservedKeys.has(key)) throw new Error(`"${key}" cannot be a key`)
      if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`"${key}" is no number that JSON has`)
      if (['function', 'symbol', 'bigint', 'undefined'].includes(typeof value))
        throw new Error(`"${key}" is ${typeof value}, which JSON does not have`)
      return value
    })
  } catch (error) {
    return `The config is not accepted: ${error instanceof Error ? error.message : String(error)}`
  }
  return text.length <= maxLength ? null : `The config is not accepted: it is longer than ${maxLength} characters`
}

const maxLength = 100_000
