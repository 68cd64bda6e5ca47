/** Lets so much of each owner be done at a time, and the rest in turn. */
export interface Lanes {
  /** Does the work when a lane of the owner is free. */
  take<Value>(owner: string, work: () => Value | Promise<Value>): Promise<Value>
}

export function createLanes(atOnce: number): Lanes {
  const running = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()
  return {
    async take(owner, work) {
      const count = running.get(owner) ?? 0
      if (count < atOnce) running.set(owner, count + 1)
      // Whoever ends hands its place on.
      else await new Promise<void>((resolve) => waiting.set(owner, [...(waiting.get(owner) ?? []), resolve]))
      try {
        return await work()
      } finally {
        const [next, ...others] = waiting.get(owner) ?? []
        waiting.set(owner, others)
        if (next) next()
        else {
          waiting.delete(owner)
          const left = (running.get(owner) ?? 1) - 1
          if (left > 0) running.set(owner, left)
          else running.delete(owner)
        }
      }
    },
  }
}
