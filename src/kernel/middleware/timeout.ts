import * as v from 'valibot'
import { builtIn, wholeNumber } from './built-in'
import { timeLeft, type ChainCall } from './middleware'

export const timeout = builtIn(
  'Gives all that is inside of it no more than so many milliseconds, however long the caller would wait.',
  v.strictObject({ ms: wholeNumber('How long a call may take in all.', 'milliseconds', 1_000, 1, 600_000) }),
  ({ ms }, { clock }) => {
    // What is inside keeps the deadline of the call by itself; so the failure names what took too long.
    function within<Call extends Pick<ChainCall, 'options'>>(call: Call): Call {
      if (timeLeft(call, clock) <= ms) return call
      return { ...call, options: { ...call.options, since: clock.now(), timeoutMs: ms } }
    }

    return {
      middleware: (call, next) => next(within(call)),
      aroundBatch: (batch, next) => next(within(batch)),
    }
  },
)
