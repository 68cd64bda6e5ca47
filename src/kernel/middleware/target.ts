import type { Build } from '../build'
import type { Manifest } from '../manifest-schema'
import { findVersion, type Registration } from '../registry'

/** Who would serve a call now. */
export interface Target {
  /** `null` while no version is up. */
  readonly version: string | null
  readonly generation: number | null
  readonly manifest: Manifest | null
}

const nobody: Target = { version: null, generation: null, manifest: null }

/** Who would serve a call with this range now. The library of `semver.ts` must be there for a range. */
export function targetOf(registration: Registration, range: string | undefined): Target {
  const active = findVersion(registration, range)
  if (active) return active.build
  const { dormant } = registration
  return dormant ? { version: dormant.manifest.version, generation: null, manifest: dormant.manifest } : nobody
}

/** What a generation that answered was made of; `null` where nothing is known of it any more. */
export function buildOf({ versions }: Registration, generation: number): Build | null {
  for (const { build, predecessor } of versions) {
    if (build.generation === generation) return build
    if (predecessor?.build.generation === generation) return predecessor.build
  }
  return null
}
