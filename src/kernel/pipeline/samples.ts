/** The newest items that passed each place of a pipeline: before its steps, between them, and after. */
export interface Samples {
  /** @param place - from 0, before the first step */
  saw(place: number, values: readonly unknown[]): void
  /** Oldest first. */
  list(): readonly (readonly unknown[])[]
}

/** As many as may be kept at each place: they are told with each progress. */
export const maxSamples = 1_000

export function createSamples(places: number, kept: number): Samples {
  const newest: unknown[][] = Array.from({ length: places }, () => [])
  return {
    saw(place, values) {
      const seen = newest[place]
      if (!seen || kept === 0) return
      seen.push(...values.slice(-kept))
      if (seen.length > kept) seen.splice(0, seen.length - kept)
    },
    list: () => newest.map((seen) => [...seen]),
  }
}
