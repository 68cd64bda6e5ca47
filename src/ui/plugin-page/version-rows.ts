import { dotOfState, type PluginHealth } from '../../stores/plugins'
import type { Dependency } from '../../kernel/dependencies'
import type { State } from '../../kernel/lifecycle'
import type { PluginStatus } from '../../kernel/reports'
import { stateWords } from './state-words'

/** An active version as its line in the table tells it. */
export interface VersionRow {
  readonly version: string
  readonly generation: number | null
  readonly health: PluginHealth
  readonly word: string
  readonly isPinned: boolean
  readonly badges: readonly string[]
  readonly inFlight: number
}

/** States of a plugin of which no version is active. */
const withoutVersion: ReadonlySet<State> = new Set(['compiling', 'blocked', 'stopped', 'failed', 'disabled'])

/** The version that calls without a range go to comes first. */
export function versionRows(statuses: readonly PluginStatus[], dependencies: readonly Dependency[]): VersionRow[] {
  const defaultFirst = statuses.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
  return defaultFirst.flatMap((status) => {
    const { name, version, generation, state, isDefault, isPinned, stats } = status
    if (version === null || (generation === null && withoutVersion.has(state))) return []
    const lines = dependencies.filter(({ dependsOn, satisfiedBy }) => dependsOn === name && satisfiedBy === version)
    const dependents = [...new Set(lines.map(({ plugin }) => plugin))]
    const badges = [
      ...(isDefault ? ['default'] : []),
      ...(isPinned ? ['pinned'] : []),
      ...(dependents.length > 0 ? [`needed by ${dependents.join(', ')}`] : []),
    ]
    const health = dotOfState[state]
    return [{ version, generation, health, word: stateWords[state], isPinned, badges, inFlight: stats.inFlight }]
  })
}
