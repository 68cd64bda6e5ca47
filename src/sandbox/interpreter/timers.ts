/** The timers of one plugin, on the worker's own. */
export interface Timers {
  /** `call` is the call that sets it, where one does. */
  set(id: number, ms: number, repeats: boolean, call: number | null): void
  clear(id: number): void
  clearAll(): void
}

export function createTimers(fire: (id: number, call: number | null) => void): Timers {
  const stops = new Map<number, () => void>()
  return {
    set(id, ms, repeats, call) {
      if (repeats) {
        const ticker = setInterval(() => fire(id, call), ms)
        stops.set(id, () => clearInterval(ticker))
        return
      }
      const timer = setTimeout(() => {
        stops.delete(id)
        fire(id, call)
      }, ms)
      stops.set(id, () => clearTimeout(timer))
    },
    clear(id) {
      stops.get(id)?.()
      stops.delete(id)
    },
    clearAll() {
      for (const stop of stops.values()) stop()
      stops.clear()
    },
  }
}
