import type { Kernel } from '../../kernel/kernel'
import { forAll, type Target } from './chain-rows'

/** All that may have middleware around it: every plugin together, and each that was ever saved. */
export function middlewareTargets(kernel: Pick<Kernel, 'status'>): readonly Target[] {
  return [forAll, ...new Set(kernel.status().map(({ name }) => name))]
}
