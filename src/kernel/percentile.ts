/**
 * The value that the share `share` of the samples does not exceed, by the nearest rank; `null` without samples.
 *
 * @param sorted - ascending
 */
export function percentile(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
