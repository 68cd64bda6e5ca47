/** How long a page may leave a message lying, in milliseconds. */
export const promisedMs = 50

/**
 * The bound for the worst gap under a fault, given those of the same page without one, watched for as long. On a machine
 * that is busy with something else a page misses its 50 ms whatever a plugin does; there the fault may cost three
 * times what no fault costs.
 */
export function gapBound(withoutFault: readonly number[]): number {
  return Math.max(promisedMs, 3 * Math.max(...withoutFault))
}
