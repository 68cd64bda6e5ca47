import * as v from 'valibot'
import { builtIn, wholeNumber } from './built-in'
import { timeLeft } from './middleware'

export const timeout = builtIn(
  'Gives all that is inside of it no more than so many milliseconds, however long the caller would wait.',
  v.strictObject({ ms: wholeNumber('How long a call may take in all.', 'milliseconds', 1_000, 1, 600_000) }),
  ({ ms }, { clock }) => ({
    // What is inside keeps the deadline of the call by itself; so the failure names what took too long.
    middleware(call, next) {
      if (timeLeft(call, clock) <= ms) return next(call)
      return next({ ...call, options: { ...call.options, since: clock.now(), timeoutMs: ms } })
    },
  }),
)
