import type { Origin } from '../sdk'
import type { Build } from './build'
import type { Instance } from './instance'
import type { Lifecycle } from './lifecycle'

/** A state that was taken, as a plain copy, and where it is from. */
export interface KeptState {
  readonly value: unknown
  readonly from: Origin
}

/** One version of a plugin that is active, or on its way back to being so. A swap changes who serves in it. */
export interface ActiveVersion {
  /** What was committed here last, or brought back. */
  build: Build
  /** The instance that takes this version's calls; `null` while it is brought back, and in quarantine. */
  serving: Instance | null
  /** The newest life: that of the serving instance, or of the one that comes or came last. */
  lifecycle: Lifecycle
  /** The build that served before the one that serves now, with its life, which may still be draining. */
  predecessor: { readonly build: Build; readonly lifecycle: Lifecycle } | null
  /** The version that was current when this one came up beside it; the current one again if this one crashes at once. */
  besides: ActiveVersion | null
  /** The state that was taken last of what serves here, or that it began with: a restart begins with it. */
  state: KeptState | null
  /** When the serving instance was committed, on the kernel's clock. */
  committedAt: number
  /** Aborted when a save or an unload makes bringing it back needless. */
  recovering: AbortController | null
  /** When the worker ended though nobody asked for it, on the kernel's clock; the newest last. */
  readonly deaths: number[]
}

export function versionOf({ build }: ActiveVersion): string {
  return build.version
}

/** Whether calls are served now or will be, without anybody's doing. */
export function isUp({ serving, recovering }: ActiveVersion): boolean {
  return serving !== null || recovering !== null
}

/** The version that the calls go to which ask for none, where the one that they went to is gone. */
export function newestUp({ versions }: { readonly versions: readonly ActiveVersion[] }): ActiveVersion | null {
  return versions.findLast(isUp) ?? versions.at(-1) ?? null
}

/** Calls off what brings the version back, and lets go of the life that it was to go on. */
export function endRecovery(active: ActiveVersion): void {
  active.recovering?.abort()
  active.recovering = null
  active.deaths.length = 0
  if (active.lifecycle.state === 'quarantined') active.lifecycle.send('reaped')
}
