import * as v from 'valibot'
import type { PluginError } from '../errors'
import { pause } from '../pause'
import type { CallReport } from '../reports'
import { builtIn, share, toggle, wholeNumber } from './built-in'
import { timeLeft } from './middleware'

export const recovery = builtIn(
  'Tries a call again that failed with an error marked "retryable", after a wait that grows.',
  v.strictObject({
    attempts: wholeNumber('How often a call is tried in all.', 'attempts', 3, 1, 20),
    waitMs: wholeNumber('How long to wait before the second attempt.', 'milliseconds', 100, 0, 60_000),
    maxWaitMs: wholeNumber('The wait doubles with each attempt up to this.', 'milliseconds', 5_000, 0, 600_000),
    jitter: share('Up to which share a wait is longer, so that calls that failed together do not come together.', 0.5),
    crashes: toggle(
      'Also tries again what the end of a worker or a drain cut off. The plugin may have done half of it, so it must bear being called twice.',
      false,
    ),
  }),
  ({ attempts, waitMs, maxWaitMs, jitter, crashes }, { clock, random }) => ({
    async middleware(call, next) {
      for (let attempt = 1; ; attempt++) {
        const report: CallReport = await next(call)
        if (report.ok || attempt >= attempts || !mayGoWell(report.error, crashes)) return report
        const ms = Math.min(maxWaitMs, waitMs * 2 ** (attempt - 1)) * (1 + jitter * random())
        // An attempt that has no time left would only hide why the others failed.
        if (ms >= timeLeft(call, clock)) return report
        // It ends early when the caller gives up: the attempt that follows says so.
        await pause(clock, ms, call.options.signal)
      }
    },
  }),
)

function mayGoWell({ retryable, code, phase }: PluginError, crashes: boolean): boolean {
  if (retryable) return true
  return crashes && (code === 'CRASHED' || (code === 'CANCELLED' && phase === 'drain'))
}
