import * as v from 'valibot'
import { builtIn, wholeNumber } from './built-in'
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
    return {
      async middleware(call, next) {
        const now = clock.now()
        tokens = Math.min(burst, tokens + ((now - filledAt) * perSecond) / 1_000)
        filledAt = now
        if (tokens >= 1) {
          tokens--
          return next(call)
        }
        const target = targetOf(registration, call.options.version)
        const waitMs = Math.ceil(((1 - tokens) * 1_000) / perSecond)
        return refusal(
          call,
          target,
          clock,
          'OVERLOADED',
          `The rate limit lets ${perSecond} calls through in a second`,
          {
            hint: `Try again in ${waitMs} ms, send fewer, or raise "perSecond" of the rate-limit middleware.`,
          },
        )
      },
    }
  },
)
