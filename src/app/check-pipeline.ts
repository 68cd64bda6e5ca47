import * as v from 'valibot'
import { noBuild, pluginError, type PluginError } from '../kernel/errors'
import { pluginName } from '../kernel/manifest-schema'
import type { Step } from '../kernel/pipeline/step'
import { parseSteps } from '../kernel/pipeline/steps-schema'
import { fail, ok, type Result } from '../kernel/result'
import { loadSemver } from '../kernel/semver'

const nameSchema = pluginName("A pipeline's name")

/** The subject of an error that is no plugin's. */
export const nobody = noBuild('')

/** What is wrong with something that was given. */
export function refusal(message: string): PluginError {
  return pluginError('INPUT', 'execute', nobody, message, { hint: 'Change that, and try it again.' })
}

export function checkPipelineName(name: unknown): Result<string, PluginError> {
  const named = v.safeParse(nameSchema, name, { abortPipeEarly: true })
  return named.success ? ok(named.output) : fail(refusal(named.issues[0].message))
}

/** The steps as copies that JSON can carry, whatever came. */
export async function checkSteps(value: unknown): Promise<Result<readonly Step[], PluginError>> {
  // A range is checked with it, unless it is a plain one.
  await loadSemver()
  const steps = parseSteps(value)
  if (steps.ok) return ok(steps.value)
  const { path, message } = steps.error
  return fail(refusal(path === '' ? message : `${path}: ${message}`))
}
