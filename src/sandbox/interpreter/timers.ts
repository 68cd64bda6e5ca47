/** The timers of one plugin, on the worker's own. */
export interface Timers {
  set(id: number, ms: number, repeats: boolean): void
  clear(id: number): void
  clearAll(): void
}

export function createTimers(fire: (id: number) => void): Timers {
  const stops = new Map<number, () => void>()
  return {
    set(id, ms, repeats) {
      if (repeats) {
        const ticker = setInterval(() => fire(id), ms)
        stops.set(id, () => clearInterval(ticker))
        return
      }
      const timer = setTimeout(() => {
        stops.delete(id)
        fire(id)
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
