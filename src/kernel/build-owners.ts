import type { Build } from './build'
import type { Grants } from './host-port'
import type { Registry } from './registry'

/** Whose each build is, for as long as it runs: its name may be another plugin's by the time that it asks for something. */
export interface BuildOwners {
  /** To be told of each build while its name is its own: when it comes up at the latest. */
  keep(build: Build): void
  /** `null` where the plugin is gone, or nobody knows whose it was. */
  of(build: Build): string | null
}

/** Those that are up already belong to whoever has their names now. */
export function createBuildOwners(registry: Registry, { ownerOf }: Pick<Grants, 'ownerOf'>): BuildOwners {
  const owners = new WeakMap<Build, string | null>()

  function keep(build: Build): void {
    if (!owners.has(build)) owners.set(build, ownerOf(build.plugin))
  }

  for (const { versions } of registry.list()) {
    for (const { build, predecessor } of versions) {
      keep(build)
      if (predecessor) keep(predecessor.build)
    }
  }

  return { keep, of: (build) => owners.get(build) ?? null }
}
