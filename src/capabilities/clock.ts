import type { Capabilities } from '../kernel/host-port'
import { ok } from '../kernel/result'

/** @param date - milliseconds since 1970 */
export function createClock(date: () => number): Pick<Capabilities, 'clock.now'> {
  return { 'clock.now': async () => ok(date()) }
}
