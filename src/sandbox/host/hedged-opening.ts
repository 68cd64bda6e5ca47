import type { GuestFault } from '../../kernel/guest-fault'
import type { Clock } from '../../kernel/ports'
import type { Result } from '../../kernel/result'
import type { Frame, Opening } from './frame'

/**
 * Opens a frame, and a second one where the first fails or takes longer than `hedgeMs`: a frame that was asked for
 * while its process died never comes up, and nothing says so. The first that is up is taken, the other cancelled.
 * After: Dean and Barroso, "The Tail at Scale" (2013), hedged requests.
 */
export function openHedged(open: () => Opening, clock: Clock, hedgeMs: number): Opening {
  const openings: Opening[] = []
  let cancelled = false
  let cancelHedge = () => {}

  const ready = new Promise<Result<Frame, GuestFault>>((resolve) => {
    let running = 0
    const start = () => {
      if (cancelled) return
      const opening = open()
      openings.push(opening)
      running++
      void opening.ready.then((result) => {
        running--
        if (result.ok) {
          cancelHedge()
          for (const other of openings) if (other !== opening) other.cancel()
          resolve(result)
        } else if (openings.length === 1 && !cancelled) {
          cancelHedge()
          start()
        } else if (running === 0) resolve(result)
      })
    }
    start()
    cancelHedge = clock.after(hedgeMs, start)
  })

  return {
    ready,
    cancel() {
      cancelled = true
      cancelHedge()
      for (const opening of openings) opening.cancel()
    },
  }
}
