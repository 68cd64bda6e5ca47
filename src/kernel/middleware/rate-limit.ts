import * as v from 'valibot'
import { builtIn, wholeNumber } from './built-in'
import type { ChainCall } from './middleware'
import { refusal } from './report'
import { targetOf } from './target'

export const rateLimit = builtIn(
  'Lets so many calls a second through, and refuses the others.',
  v.strictObject({
    perSecond: wholeNumber('How many calls may begin in a second, in the long run.', 'calls', 100, 1, 1_000_000),
    burst: wholeNumber('How many may begin at once after a quiet time.', 'calls', 100, 1, 1_000_000),
  }),
  ({ perSecond, burst }, { clock, registration }) => {
    let tokens = burst
    let filledAt = clock.now()

    function fill(): void {
      const now = clock.now()
      tokens = Math.min(burst, tokens + ((now - filledAt) * perSecond) / 1_000)
      filledAt = now
    }

    function refuse(call: Pick<ChainCall, 'plugin' | 'options'>) {
      const target = targetOf(registration, call.options.version)
      const waitMs = Math.ceil(((1 - tokens) * 1_000) / perSecond)
      const message = `The rate limit lets ${perSecond} calls through in a second`
      const hint = `Try again in ${waitMs} ms, send fewer, or raise "perSecond" of the rate-limit middleware.`
      return refusal(call, target, clock, 'OVERLOADED', message, { hint })
    }

    return {
      async middleware(call, next) {
        fill()
        if (tokens < 1) return refuse(call)
        tokens--
        return next(call)
      },
      async aroundBatch(batch, next) {
        fill()
        const items = batch.items.slice(0, Math.floor(tokens))
        if (items.length === 0) return refuse(batch)
        tokens -= items.length
        const report = await next({ ...batch, items })
        // What was not begun comes again.
        if (report.ok) tokens += items.length - report.outputs.length
        return report
      },
    }
  },
)
