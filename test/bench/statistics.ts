/** What a row of the report says of its samples, in the unit of the row. */
export interface Summary {
  readonly samples: number
  readonly median: number
  readonly p95: number
  readonly min: number
  readonly max: number
}

/** The nearest-rank quantiles of the samples. */
export function summarise(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b)
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { samples: sorted.length, median: rank(0.5), p95: rank(0.95), min: rank(0), max: rank(1) }
}
