import type { Clock } from '../kernel/ports'

/** A timer for longer than this fires at once. */
const longestMs = 2 ** 31 - 1

/** The browser's own time. */
export const browserClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestMs))
    return () => clearTimeout(timer)
  },
}
