/** How far something has come that only goes forward. */
export interface Mark {
  /** It has come so far. */
  reach(place: number): void
  /** Resolves when it has come so far. */
  reached(place: number): Promise<void>
}

export function createMark(): Mark {
  let at = 0
  let waiting: { readonly place: number; readonly resolve: () => void }[] = []
  return {
    reach(place) {
      at = Math.max(at, place)
      const [due, later] = [waiting.filter((one) => one.place <= at), waiting.filter((one) => one.place > at)]
      waiting = later
      for (const { resolve } of due) resolve()
    },
    reached: (place) =>
      new Promise((resolve) => {
        if (place <= at) resolve()
        else waiting.push({ place, resolve })
      }),
  }
}
