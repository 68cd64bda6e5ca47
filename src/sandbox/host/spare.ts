import type { GuestFault } from '../../kernel/guest-fault'
import type { Clock } from '../../kernel/ports'
import type { Result } from '../../kernel/result'
import type { Frame, Opening } from './frame'
import type { Heartbeat } from './heartbeat'
import type { Patience } from './vital-signs'
import { watchFrame } from './watch-frame'

export interface Spare {
  /** Hands out the warm frame, the one that is warming, or a new one; and has another made when there is time. */
  take(): Promise<Result<Frame, GuestFault>>
  dispose(): void
}

/** Two frames of the screen: the swap that took the spare shows its output first. */
const settleMs = 40
/** Idle or not, the next save wants a spare. */
const longestWaitMs = 400
/** After a frame that would not come up: a process that just died needs a moment. Doubled each time. */
const firstRetryMs = 500
const lastRetryMs = 30_000

function whenIdle(clock: Clock, afterMs: number, callback: () => void): () => void {
  let cancelIdle = () => {}
  const cancelTimer = clock.after(afterMs, () => {
    // WebKit has no requestIdleCallback.
    if (typeof requestIdleCallback !== 'function') return callback()
    const handle = requestIdleCallback(callback, { timeout: longestWaitMs })
    cancelIdle = () => cancelIdleCallback(handle)
  })
  return () => {
    cancelTimer()
    cancelIdle()
  }
}

export interface SpareOptions {
  readonly open: () => Opening
  readonly clock: Clock
  readonly heartbeat: Heartbeat
  readonly patience: Patience
}

/** Keeps one frame with its worker warm, so that a load costs one import. */
export function createSpare({ open, clock, heartbeat, patience }: SpareOptions): Spare {
  let spare: Opening | null = null
  let cancelRefill = () => {}
  let stopWatching = () => {}
  let disposed = false
  let retryMs = firstRetryMs

  const refill = () => {
    if (disposed || spare !== null) return
    const opening = open()
    spare = opening
    void opening.ready.then((result) => {
      if (!result.ok) {
        if (spare !== opening) return
        spare = null
        refillSoon(retryMs)
        retryMs = Math.min(retryMs * 2, lastRetryMs)
        return
      }
      retryMs = firstRetryMs
      // A spare that dies unused is replaced before anybody asks for it.
      if (spare === opening) {
        stopWatching = watchFrame(result.value, heartbeat, patience, () => {
          opening.cancel()
          spare = null
          refillSoon()
        })
      }
    })
  }
  /** Once for each watch: the frame belongs to whoever took it, and so do its handlers. */
  const endWatch = () => {
    stopWatching()
    stopWatching = () => {}
  }
  const refillSoon = (afterMs = settleMs) => {
    cancelRefill()
    cancelRefill = whenIdle(clock, afterMs, refill)
  }

  refill()
  return {
    async take() {
      const opening = spare ?? open()
      spare = null
      endWatch()
      const result = await opening.ready
      refillSoon()
      return result
    },
    dispose() {
      disposed = true
      cancelRefill()
      endWatch()
      spare?.cancel()
      spare = null
    },
  }
}
