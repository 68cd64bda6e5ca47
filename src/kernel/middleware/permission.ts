import * as v from 'valibot'
import { subjectOf, type Build } from '../build'
import { canonical } from '../capability-requests'
import { pluginError, type PluginError } from '../errors'
import { wayTo } from '../permission-faults'
import { findVersion } from '../registry'
import type { FailedReport } from '../reports'
import { admitted, type Gate } from './admitted'
import { builtIn, texts } from './built-in'
import type { ChainCall } from './middleware'

/** A call, or a batch. */
type Asking = Pick<ChainCall, 'options'>

export const permission = builtIn(
  'Refuses a call while the plugin lacks something that its plugin.json asks for, before it has done anything.',
  v.strictObject({ optional: texts('What the plugin may go without, such as "net:https://api.example.com".') }),
  ({ optional }, { permissions, registration, clock }) => {
    const dispensable = new Set(optional.map(canonical))

    /** A grant for once is left to the call that uses it. */
    function refuse(build: Build, { options }: Asking): PluginError | null {
      const lacked = permissions.lackedBy(build).filter((capability) => !dispensable.has(capability))
      const [first] = lacked
      if (first === undefined) return null
      const { plugin } = build
      const frame = { quiet: (options.quiet ?? options.parent?.quiet) === true }
      for (const capability of lacked)
        permissions.refuse({ instance: { build }, frame, capability, detail: 'before a call' })
      const message = `'${plugin}' lacks ${lacked.join(', ')}, and no call of it begins without`
      const hint = `${wayTo(plugin, first)} What it can go without, name under "optional" in the options of the permission middleware.`
      return pluginError('PERMISSION', 'execute', subjectOf(build), message, { hint })
    }

    async function refuseNow(call: Asking): Promise<FailedReport | null> {
      await permissions.ready()
      const serving = findVersion(registration, call.options.version)
      const error = serving && refuse(serving.build, call)
      return error && { ok: false, error, durationMs: clock.now() - call.options.since, call: null, warnings: [] }
    }

    const gateOf = (call: Asking): Gate => ({ refuse: (_input, build) => refuse(build, call) })

    return {
      middleware: async (call, next) => (await refuseNow(call)) ?? next(admitted(call, gateOf(call))),
      aroundBatch: async (batch, next) =>
        (await refuseNow(batch)) ?? next({ ...batch, gates: [...batch.gates, gateOf(batch)] }),
    }
  },
)
