import * as v from 'valibot'
import { subjectOf } from '../build'
import type { Subject } from '../errors'
import type { CallReport } from '../reports'
import { admitted } from './admitted'
import { alsoFailed, handOnOthers, type Batch, type BatchReport, type Failures } from './batch'
import { builtIn, toggle } from './built-in'
import { inOrder } from './in-order'
import { inTime } from './in-time'
import { inputGate } from './input-gate'
import type { ChainCall } from './middleware'
import { itemsGate } from './items-gate'
import { misfit, misfitsIn, unchecked, type Misfits } from './misfits'
import { manifestOf, targetOf } from './target'

export const validation = builtIn(
  'Checks what goes in and what comes out by the schemas in plugin.json.',
  v.strictObject({
    input: toggle('Checks inputs by "inputSchema".', true),
    output: toggle('Checks outputs by "outputSchema".', true),
  }),
  ({ input, output }, { registration, values, clock }) => {
    /** Calls go on in the order in which they came. */
    const inputs = inOrder(values)

    /** Who would take a call now, and the schema by which its input is checked. */
    function inputOf({ plugin, options }: Pick<ChainCall, 'plugin' | 'options'>) {
      const { version, generation, manifest } = targetOf(registration, options.version)
      return { subject: { plugin, version, generation }, schema: input ? manifest?.inputSchema : undefined }
    }

    async function checkOutput(call: ChainCall, report: CallReport): Promise<CallReport> {
      if (!report.ok) return report
      const { version, generation, warnings } = report
      if (report.output === undefined && call.options.mayDrop === true) return report
      const schema = manifestOf(registration, generation)?.outputSchema
      const checking = schema === undefined ? [] : values.check(schema, report.output)
      const problems = checking instanceof Promise ? await inTime(call, clock, checking) : checking
      if (problems?.length === 0) return report
      const subject = { plugin: call.plugin, version, generation }
      const error = problems ? misfit('output', subject, problems) : unchecked('output', subject, call)
      return { ok: false, error, durationMs: clock.now() - call.options.since, call: report.call, warnings }
    }

    async function checkOutputs({ options, turns }: Batch, report: BatchReport): Promise<BatchReport> {
      if (!report.ok || !report.build) return report
      const { build, outputs, failures } = report
      const { outputSchema } = build.manifest
      if (outputSchema === undefined) return report
      const isNone = (place: number) =>
        outputs[place] === undefined && (options.mayDrop === true || failures.has(place))
      const misfits = await misfitsIn(outputs, outputSchema, { values, turns, isNone })
      return alsoFailed(report, asFailures('output', subjectOf(build), misfits))
    }

    return {
      async middleware(call, next) {
        const { subject, schema } = inputOf(call)
        if (schema !== undefined) {
          const checking = inputs.check(schema, call.input)
          const problems = checking instanceof Promise ? await inTime(call, clock, checking) : checking
          if (problems?.length !== 0) {
            const error = problems ? misfit('input', subject, problems) : unchecked('input', subject, call)
            return { ok: false, error, durationMs: clock.now() - call.options.since, call: null, warnings: [] }
          }
        }
        const { pump } = registration.calls
        const gate = input && inputGate({ input: call.input, schema, values: inputs, pump })
        const report = await next(gate ? admitted(call, gate) : call)
        return output ? checkOutput(call, report) : report
      },
      async aroundBatch(batch, next) {
        const { subject, schema } = inputOf(batch)
        const given = batch.items.map(({ value }) => value)
        const misfits = schema === undefined ? none : await misfitsIn(given, schema, { values, turns: batch.turns })
        const report = await handOnOthers(batch, asFailures('input', subject, misfits), (fitting) => {
          const gate = input && itemsGate({ batch: fitting, schema, values, pump: registration.calls.pump })
          return next(gate ? { ...fitting, gates: [...fitting.gates, gate] } : fitting)
        })
        return output ? checkOutputs(batch, report) : report
      },
    }
  },
)

const none: Misfits = new Map()

/** Each as it would fail by itself. */
function asFailures(what: 'input' | 'output', subject: Subject, misfits: Misfits): Failures {
  return new Map([...misfits].map(([place, problems]) => [place, async () => misfit(what, subject, problems)]))
}
