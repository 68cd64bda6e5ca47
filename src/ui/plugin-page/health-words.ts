import type { PluginError } from '../../kernel/errors'

/** What the host did of itself, and why. */
export interface Explanation {
  readonly title: string
  readonly text: string
}

/** `null` where the newest failure is none that the host answered by going back or by giving up. */
export function explanationOf(error: PluginError | null, serving: number | null): Explanation | null {
  if (error === null) return null
  if (error.code === 'QUARANTINED')
    return {
      title: 'In quarantine',
      text: 'It ended again and again within a few minutes, so it is not started again by itself. Save a changed source, or reset it.',
    }
  // What died right after its commit, with another generation in its place.
  if (error.phase === 'idle' && error.generation !== null && serving !== null && serving !== error.generation)
    return {
      title: 'Gave way on probation',
      text: `For a few seconds after its commit a generation is on probation. g${error.generation} ended in that time, so g${serving}, which served before, took its place again.`,
    }
  return null
}
