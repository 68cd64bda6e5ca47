import * as v from 'valibot'
import { pluginsFault } from '../health'
import type { CallReport } from '../reports'
import { builtIn, wholeNumber } from './built-in'
import type { ChainCall } from './middleware'
import { refusal } from './report'
import { targetOf } from './target'

export const circuitBreaker = builtIn(
  'Keeps calls off a plugin that failed again and again; lets one through after a while to see how it is.',
  v.strictObject({
    failures: wholeNumber('So many failures in a row open the circuit.', 'failures', 5, 1, 1_000),
    openMs: wholeNumber('How long it stays open before one call is let through.', 'milliseconds', 10_000, 1, 3_600_000),
  }),
  ({ failures, openMs }, { clock, registration }) => {
    /** In a row. */
    let failed = 0
    /** `null` while calls go through. */
    let openSince: number | null = null
    /** The call under way that tells whether to close again. */
    let probe: ChainCall | null = null

    /** Whether it ended in a generation that does not serve any more. */
    function isOld(report: CallReport, range: string | undefined): boolean {
      const { plugin, generation } = report.ok ? { ...report, plugin: registration.name } : report.error
      // The failure of a middleware inside of this one has that one's generation.
      if (plugin !== registration.name || generation === null) return false
      return generation !== targetOf(registration, range).generation
    }

    function learn(report: CallReport, range: string | undefined): void {
      if (isOld(report, range)) return
      if (report.ok) {
        failed = 0
        openSince = null
      } else if (pluginsFault.has(report.error.code) && (++failed >= failures || openSince !== null)) {
        openSince = clock.now()
      }
    }

    return {
      async middleware(call, next) {
        const leftMs = openSince === null ? 0 : openSince + openMs - clock.now()
        if (leftMs > 0 || probe) {
          const target = targetOf(registration, call.options.version)
          const message = `${failed} calls of '${call.plugin}' failed in a row`
          return refusal(call, target, clock, 'CIRCUIT_OPEN', message, { hint: hintFor(leftMs) })
        }
        if (openSince !== null) probe = call
        try {
          const report = await next(call)
          learn(report, call.options.version)
          return report
        } finally {
          if (probe === call) probe = null
        }
      },
      // Another generation has not failed yet.
      onUp() {
        failed = 0
        openSince = null
        probe = null
      },
    }
  },
)

function hintFor(leftMs: number): string {
  const when = leftMs > 0 ? `In ${Math.ceil(leftMs)} ms one call is let through` : 'One call has been let through'
  return `${when}; if it goes well, all are. A save that mends the plugin lets calls through at once.`
}
