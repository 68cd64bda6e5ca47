import * as v from 'valibot'
import { notAccepted } from '../config'
import { pluginError } from '../errors'
import type { ConfigProblem } from '../../sdk'
import type { JsonSchema } from '../ports'
import type { CallReport } from '../reports'
import { builtIn, toggle } from './built-in'
import type { ChainCall } from './middleware'
import { refusal } from './report'
import { buildOf, targetOf } from './target'

export const validation = builtIn(
  'Checks what goes in and what comes out by the schemas in plugin.json.',
  v.strictObject({
    input: toggle('Checks inputs by "inputSchema".', true),
    output: toggle('Checks outputs by "outputSchema".', true),
  }),
  ({ input, output }, { registration, values, clock }) => {
    /** Calls go on in the order in which they came, however long each is looked at. */
    let checkedBefore: Promise<unknown> = Promise.resolve()

    async function checkInput(schema: JsonSchema, call: ChainCall): Promise<readonly ConfigProblem[]> {
      const before = checkedBefore
      const checking = Promise.resolve(values.check(schema, call.input))
      checkedBefore = Promise.all([before, checking]).catch(() => undefined)
      await before
      return checking
    }

    async function checkOutput(call: ChainCall, report: CallReport): Promise<CallReport> {
      if (!report.ok) return report
      const { output, version, generation, warnings } = report
      if (output === undefined && call.options.mayDrop === true) return report
      const schema = buildOf(registration, generation)?.manifest.outputSchema
      const problems = schema === undefined ? [] : await values.check(schema, output)
      if (problems.length === 0) return report
      const subject = { plugin: call.plugin, version, generation }
      const error = pluginError('OUTPUT', 'execute', subject, notAccepted('output', problems))
      return { ok: false, error, durationMs: clock.now() - call.options.since, call: report.call, warnings }
    }

    return {
      async middleware(call, next) {
        const target = targetOf(registration, call.options.version)
        const schema = input ? target.manifest?.inputSchema : undefined
        if (schema !== undefined) {
          const problems = await checkInput(schema, call)
          if (problems.length > 0) return refusal(call, target, clock, 'INPUT', notAccepted('input', problems))
        }
        const report = await next(call)
        return output ? checkOutput(call, report) : report
      },
    }
  },
)
