import type { Registry } from '../registry'
import { loadSemver } from '../semver'
import type { ReadStep } from './read-steps'

/**
 * Keeps the versions active that the steps of a run ask for, as a dependent's range does: a save meanwhile comes up beside
 * them. Returns what lets them go.
 *
 * @param prune - ends the versions that nobody needs any more
 */
export async function holdVersions(
  registry: Registry,
  steps: readonly ReadStep[],
  prune: () => void,
): Promise<() => void> {
  const ranged = steps.flatMap(({ plugin, range }) => {
    const registration = registry.get(plugin)
    return registration && range !== undefined ? [{ inUse: registration.inUse, hold: { range } }] : []
  })
  // Without the library, which the steps need as well, nothing can be told from a range.
  if (ranged.length === 0 || !(await loadSemver().catch(() => null))) return () => {}
  for (const { inUse, hold } of ranged) inUse.add(hold)
  return () => {
    for (const { inUse, hold } of ranged) inUse.delete(hold)
    prune()
  }
}
