/** Until when each request that is inside the plugin may run. */
export interface Deadlines {
  begin(call: number, withinMs: number): void
  /** It has been told to end: whatever it still does is watched from outside. */
  lift(call: number): void
  /** How much time it had, and whether that is over; `null` of one that is not inside. */
  end(call: number): { readonly withinMs: number; readonly isOver: boolean } | null
  /**
   * Whether what runs now must stop: in the name of `call`, or of nobody knows which one (`null`, or one that has
   * ended). Asked again and again while QuickJS runs, so it is quick.
   */
  isOver(call: number | null): boolean
}

/**
 * The kernel tells the caller at the deadline; to tell where the plugin was, the interrupt must be there before it, though
 * its worker is busy with the start and hears late of the call.
 */
const aheadMs = 50

export function createDeadlines(now: () => number): Deadlines {
  const calls = new Map<number, { readonly at: number; readonly withinMs: number }>()
  return {
    begin(call, withinMs) {
      calls.set(call, { at: now() + Math.max(withinMs - aheadMs, withinMs / 2), withinMs })
    },
    lift(call) {
      const { withinMs = Infinity } = calls.get(call) ?? {}
      if (calls.has(call)) calls.set(call, { at: Infinity, withinMs })
    },
    end(call) {
      const ended = calls.get(call)
      calls.delete(call)
      return ended === undefined ? null : { withinMs: ended.withinMs, isOver: now() > ended.at }
    },
    isOver(call) {
      const at = now()
      const own = call === null ? undefined : calls.get(call)
      if (own !== undefined) return at > own.at
      // Whose code it is nobody knows: only where none has time left it is nobody's who has.
      for (const other of calls.values()) if (at <= other.at) return false
      return calls.size > 0
    },
  }
}
