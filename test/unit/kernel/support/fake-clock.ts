import type { Clock } from '../../../../src/kernel/ports'

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Timers that are set and have not called back. */
  readonly timers: number
  /** Moves on, calling back what falls due in order of its time; after each, whatever it set off settles first. */
  advance(ms: number): Promise<void>
  /** Stands still for so long, as a page does that sleeps: whatever fell due calls back in one turn after it. */
  sleep(ms: number): Promise<void>
}

/** Resolves when every promise that can settle without time passing has settled. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    // Only Node has the first, which comes sooner.
    if ('setImmediate' in globalThis) setImmediate(resolve)
    else setTimeout(resolve)
  })
}

interface Timer {
  readonly due: number
  readonly callback: () => void
}

const startOfTime = Date.UTC(2026, 0, 1)

export function createFakeClock(): FakeClock {
  const timers = new Set<Timer>()
  let now = 0

  /** The timer that is due first; of those due at the same time, the one that was set first. */
  function nextUntil(end: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of timers) if (timer.due <= end && (!next || timer.due < next.due)) next = timer
    return next
  }

  return {
    now: () => now,
    date: () => startOfTime + now,
    get timers() {
      return timers.size
    },
    after(ms, callback) {
      const timer: Timer = { due: now + ms, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (let timer = nextUntil(end); timer; timer = nextUntil(end)) {
        timers.delete(timer)
        now = Math.max(now, timer.due)
        timer.callback()
        await settle()
      }
      now = end
    },
    async sleep(ms) {
      await settle()
      now += ms
      const due = [...timers].filter((timer) => timer.due <= now).sort((a, b) => a.due - b.due)
      for (const timer of due) if (timers.delete(timer)) timer.callback()
      await settle()
    },
  }
}
