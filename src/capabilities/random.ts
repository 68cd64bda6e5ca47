import type { Capabilities } from '../kernel/host-port'
import { ok } from '../kernel/result'

/** @param random - from 0 up to 1 */
export function createRandom(random: () => number): Pick<Capabilities, 'random.next'> {
  return { 'random.next': async () => ok(random()) }
}
