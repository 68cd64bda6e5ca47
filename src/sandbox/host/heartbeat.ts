import type { Clock } from '../../kernel/ports'

export interface Heartbeat {
  /** Calls back at every beat. Returns the disposer. */
  on(listener: (late: boolean) => void): () => void
  dispose(): void
}

/**
 * One timer for all realms. A beat that comes much later than it was due says that the page stood still (asleep,
 * throttled, at a breakpoint): `late` is then true, and so it is for the beat after it, whose answers were sent late, too.
 */
export function createHeartbeat(clock: Clock, everyMs: number): Heartbeat {
  const listeners = new Set<(late: boolean) => void>()
  let due = clock.now() + everyMs
  let wasLate = false
  let cancel = () => {}

  const schedule = () => {
    due = clock.now() + everyMs
    cancel = clock.after(everyMs, beat)
  }
  const beat = () => {
    const isLate = clock.now() - due > everyMs / 2
    const late = isLate || wasLate
    wasLate = isLate
    schedule()
    for (const listener of [...listeners]) listener(late)
  }
  schedule()
  return {
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose() {
      cancel()
      listeners.clear()
    },
  }
}
