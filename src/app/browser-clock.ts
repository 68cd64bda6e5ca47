import type { Clock } from '../kernel/ports'

/** A timer for longer than this fires at once. */
const longestMs = 2 ** 31 - 1

/** A timer that is later than this says that the page stood still: asleep, frozen, at a breakpoint. */
const stoodStillMs = 1_000
/** So long, at most, those who were to answer before it have left. */
const graceMs = 1_000

/** The browser's own time. Whoever owes an answer is not taken for late because the page could not hear it. */
export const browserClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(ms, callback) {
    const due = performance.now() + ms
    let timer = setTimeout(
      () => {
        if (performance.now() - due < stoodStillMs) callback()
        else timer = setTimeout(callback, Math.min(ms, graceMs))
      },
      Math.min(ms, longestMs),
    )
    return () => clearTimeout(timer)
  },
}
