import type { Build } from '../build'
import { subjectOf } from '../build'
import { configMessage, effectiveConfig, type Config } from '../config'
import { pluginError, type PluginError } from '../errors'
import type { Instance } from '../instance'
import type { SchemaCheck } from '../ports'
import { fail, ok, type Result } from '../result'

/** The config of steps: each build says once of each whether it accepts it. */
export interface StepConfigs {
  /** The step's values over the build's own config, once {@link StepConfigs.check} accepted them; `null` before. */
  accepted(build: Build, values: Config): Config | null
  /** Asks the schema and `validateConfig`. `null` where the worker ended meanwhile: then another instance will be asked. */
  check(instance: Instance, values: Config): Promise<Result<Config, PluginError> | null>
}

export function createStepConfigs(schemas: SchemaCheck): StepConfigs {
  const kept = new WeakMap<Build, Map<string, Config>>()

  async function ask(instance: Instance, config: Config): Promise<PluginError | null> {
    const { build } = instance
    const refuse = (...problems: Parameters<typeof configMessage>) =>
      pluginError('CONFIG', 'config', subjectOf(build), configMessage(...problems))
    const { configSchema, limits } = build.manifest
    const problems = configSchema === undefined ? [] : await schemas.check(configSchema, config)
    if (problems.length > 0) return refuse(problems)
    if (!instance.exports.validateConfig) return null
    const checked = await instance.request('validateConfig', { config }, limits.initMs)
    if (!checked.ok) return checked.error
    return checked.value.length > 0 ? refuse(checked.value) : null
  }

  return {
    accepted: (build, values) => kept.get(build)?.get(JSON.stringify(values)) ?? null,
    async check(instance, values) {
      const { build } = instance
      const config = effectiveConfig(build, values)
      const error = await ask(instance, config)
      if (error) return instance.death || error.code === 'CANCELLED' ? null : fail(error)
      const accepted = kept.get(build) ?? new Map<string, Config>()
      kept.set(build, accepted.set(JSON.stringify(values), config))
      return ok(config)
    },
  }
}
