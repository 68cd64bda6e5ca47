import type { Clock } from './ports'

export type Timed<Value> = { readonly timedOut: false; readonly value: Value } | { readonly timedOut: true }

/** Waits for a promise that never rejects, but no longer than `ms` milliseconds. The work itself goes on. */
export function withDeadline<Value>(clock: Clock, ms: number, work: Promise<Value>): Promise<Timed<Value>> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve({ timedOut: true }))
    void work.then((value) => {
      cancel()
      resolve({ timedOut: false, value })
    })
  })
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
