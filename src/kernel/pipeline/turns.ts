import type { Clock } from '../ports'

/** Shares the page's time with whatever else waits for it. */
export interface Turns {
  /** To be asked between two pieces of work: `null` as long as there is time; else it resolves when there is again. */
  rest(): Promise<void> | null
}

export interface TurnsOptions {
  readonly clock: Clock
  /** Resolves when whatever waits for the page by now has had its turn. */
  readonly yieldToPage: () => Promise<void>
}

/**
 * A quarter of a frame of 60 in a second: whoever works notices only after a piece that its time is over, and the workers
 * of the plugins want the same cores meanwhile, which makes each turn longer than its work.
 */
const turnMs = 4

/** One for all that runs at the same time: each of many would take its own time. */
export function createTurns({ clock, yieldToPage }: TurnsOptions): Turns {
  let turn: { readonly since: number; readonly over: Promise<void> } | null = null

  function begin() {
    const over = yieldToPage().then(() => void (turn = null))
    return { since: clock.now(), over }
  }

  return {
    rest() {
      turn ??= begin()
      return clock.now() - turn.since < turnMs ? null : turn.over
    },
  }
}

/** For where nobody else needs the time. */
export const unhurried: Turns = { rest: () => null }
