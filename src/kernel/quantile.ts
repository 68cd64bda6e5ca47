/** The value that the share `q` of the samples does not exceed, by the nearest rank; `null` without samples. */
export function quantile(samples: readonly number[], q: number): number | null {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null
}
