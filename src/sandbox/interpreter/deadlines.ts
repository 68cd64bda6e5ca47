/** Until when each call that is inside the plugin may run. */
export interface Deadlines {
  begin(call: number, withinMs: number): void
  end(call: number): void
  /** Whether a call is inside that has no time left. Asked again and again while QuickJS runs, so it is quick. */
  isOver(): boolean
  /** The calls that have no time left, with how much they had. */
  overdue(): readonly { readonly call: number; readonly withinMs: number }[]
}

/** The kernel tells the caller at the deadline; to tell where the plugin was, the interrupt must be there before it. */
const aheadMs = 15

export function createDeadlines(now: () => number): Deadlines {
  const calls = new Map<number, { readonly at: number; readonly withinMs: number }>()
  let first = Infinity
  const findFirst = () => {
    first = Math.min(...[...calls.values()].map(({ at }) => at))
  }
  return {
    begin(call, withinMs) {
      const at = now() + Math.max(withinMs - aheadMs, withinMs / 2)
      calls.set(call, { at, withinMs })
      first = Math.min(first, at)
    },
    end(call) {
      const ended = calls.get(call)
      calls.delete(call)
      if (ended?.at === first) findFirst()
    },
    isOver: () => now() > first,
    overdue: () => [...calls].filter(([, { at }]) => now() > at).map(([call, { withinMs }]) => ({ call, withinMs })),
  }
}
