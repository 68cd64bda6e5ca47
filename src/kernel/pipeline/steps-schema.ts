import * as v from 'valibot'
import type { ConfigProblem } from '../../sdk'
import { pluginName, range } from '../manifest-schema'
import { readConfig } from '../read-config'
import { fail, ok, type Result } from '../result'
import { maxSteps, type Step } from './step'

const stepSchema = v.strictObject(
  {
    plugin: pluginName('"plugin"'),
    version: v.exactOptional(range('"version"', '^1.0.0')),
    config: v.exactOptional(v.record(v.string(), v.unknown(), '"config" must be an object in braces: { … }.')),
  },
  'A step must be an object such as { "plugin": "titlecase" }, with "version" and "config" where it needs them.',
)

const stepsSchema = v.pipe(
  v.array(stepSchema, 'The steps must be a list, such as [{ "plugin": "titlecase" }].'),
  v.minLength(1, 'A pipeline needs a step at least: a plugin.'),
  v.maxLength(maxSteps, `A pipeline may have ${maxSteps} steps. Have one plugin do the work of several.`),
)

/** Steps as copies that JSON can carry, or what keeps them from being any. Never throws, whatever the value. */
export function parseSteps(value: unknown): Result<readonly Step[], ConfigProblem> {
  const wrapped = readConfig({ steps: value })
  if (!wrapped.ok) return fail({ ...wrapped.error, path: wrapped.error.path.replace(/^\/steps/, '') })
  const parsed = v.safeParse(stepsSchema, wrapped.value['steps'], { abortPipeEarly: true })
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  return fail({ path: (issue.path ?? []).map(({ key }) => `/${String(key)}`).join(''), message: issue.message })
}
