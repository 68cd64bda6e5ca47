import { unsolicited } from '../protocol'

export interface FloodGuard {
  /** Counts one message that nobody asked for. `true` says that it was one too many. */
  count(): boolean
  /** The guest was pinged: a new window begins. */
  beat(): void
}

/**
 * Bounds what a guest may send unasked between two pings. By pings rather than by time: while the page stands still it
 * sends none, and a guest that keeps to the protocol is silent then, too.
 */
export function createFloodGuard(): FloodGuard {
  let count = 0
  return {
    count: () => ++count > unsolicited.hostMessages,
    beat() {
      count = 0
    },
  }
}
