import type { Manifest } from '../manifest-schema'
import { goodManifestOf } from '../read-good-manifest'
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

/** The manifest of a generation that answered; `null` where nothing is known of it any more. */
export function manifestOf({ versions, generations }: Registration, generation: number): Manifest | null {
  for (const { build, predecessor } of versions) {
    if (build.generation === generation) return build.manifest
    if (predecessor?.build.generation === generation) return predecessor.build.manifest
  }
  // Two saves may have come while it was at work, or its plugin may have been unloaded.
  const source = generations.find(generation)?.source
  return source ? goodManifestOf(source) : null
}
