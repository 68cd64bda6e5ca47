import { configMessage, type Config } from '../config'
import { noBuild, pluginError, type PluginErrorCode } from '../errors'
import { readConfig } from '../read-config'
import { fail, ok, type Result } from '../result'
import type { Failure } from './run-errors'
import { maxSteps, type Step } from './step'

/** A step that was read: its config is one that JSON can carry. */
export interface ReadStep {
  readonly plugin: string
  readonly range: string | undefined
  readonly values: Config | null
}

export function readSteps(steps: readonly Step[]): Result<readonly ReadStep[], Failure> {
  if (steps.length === 0) return fail(failureOf('INPUT', '', 0, 'The pipeline has no steps', 'Add a step: a plugin.'))
  if (steps.length > maxSteps) {
    const message = `The pipeline has ${steps.length} steps; the limit is ${maxSteps}`
    return fail(failureOf('INPUT', '', maxSteps, message, 'Have one plugin do the work of several steps.'))
  }
  const read: ReadStep[] = []
  for (const [step, { plugin, version, config }] of steps.entries()) {
    const values = config === undefined ? ok(null) : readConfig(config)
    if (!values.ok) return fail(failureOf('CONFIG', plugin, step, configMessage([values.error])))
    read.push({ plugin, range: version, values: values.value })
  }
  return ok(read)
}

/** What is to be streamed cannot be. */
export function noStream(steps: readonly Step[]): Failure {
  const hint = 'Give a list, such as [1, 2, 3], or run the pipeline on one value.'
  return failureOf('INPUT', steps[0]?.plugin ?? '', 0, 'The input is no list of items', hint)
}

function failureOf(code: PluginErrorCode, plugin: string, step: number, message: string, hint?: string): Failure {
  const phase = code === 'CONFIG' ? 'config' : 'execute'
  return { error: pluginError(code, phase, noBuild(plugin), message, { hint }), step }
}
