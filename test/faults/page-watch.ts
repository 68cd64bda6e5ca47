/** What the watch of a page saw. */
export interface Watched {
  /** The longest time in which the page answered nothing, in milliseconds. */
  readonly worstGap: number
  readonly pings: number
  readonly durationMs: number
}

export interface PageWatch {
  stop(): Watched
}

/** Often enough to see a gap of 50 ms, and rarely enough to leave the page to what is watched. */
const everyMs = 4

/**
 * Measures how long the page leaves a message lying: one after the other, each through a MessageChannel, a few
 * milliseconds apart. `onPing` is called with each.
 */
export function watchPage(onPing: (count: number) => void = () => {}): PageWatch {
  const { port1, port2 } = new MessageChannel()
  const since = performance.now()
  let last = since
  let worstGap = 0
  let pings = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = () => {
    const now = performance.now()
    worstGap = Math.max(worstGap, now - last - everyMs)
    last = now
  }
  port1.onmessage = () => {
    look()
    onPing(++pings)
    timer = setTimeout(() => port2.postMessage(null), everyMs)
  }
  port2.postMessage(null)
  return {
    stop() {
      look()
      clearTimeout(timer)
      port1.close()
      return { worstGap, pings, durationMs: last - since }
    },
  }
}
