import type { Within } from './carried'
import type { Clock } from './ports'
import { fail } from './result'

/** For how long a gate may be shut: one time for all that is done meanwhile. */
export interface GateTime {
  /** Milliseconds, from 0 up. */
  left(): number
  /** Leaves so many milliseconds at least. */
  atLeast(ms: number): void
  readonly within: Within
}

/** @param wayOn - what to do about a gate that would be shut for too long, beside being quicker */
export function createGateTime(clock: Clock, drainMs: number, wayOn = ''): GateTime {
  let until = clock.now() + drainMs
  const left = () => Math.max(0, until - clock.now())
  return {
    left,
    atLeast(ms) {
      until = Math.max(until, clock.now() + ms)
    },
    async within(ms, work) {
      const rest = left()
      const result = await work(Math.min(ms, rest))
      // A deadline of its own that is over has a word of its own.
      if (result.ok || !result.error.timedOut || ms <= rest) return result
      const message = `${result.error.message}; calls wait for the state no longer than limits.drainMs, ${drainMs} ms`
      return fail({ ...result.error, code: 'STATE', message, hint: `${quicker} ${wayOn}`.trimEnd() })
    },
  }
}

const quicker = 'Have snapshot, restore and healthCheck take less time, or raise limits.drainMs.'
