import type { PluginDetails } from '../../kernel/details'
import type { PluginError } from '../../kernel/errors'
import type { Limits } from '../../kernel/manifest-schema'
import type { Runtime } from '../../kernel/guest-port'
import type { PluginStatus } from '../../kernel/reports'
import { formatBytes } from '../controls/format'

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

/** Where what is known of a plugin's health comes from; `null` where nobody can be asked. */
export function sourceOf({ manifest, members }: PluginDetails): string | null {
  if (!manifest || !members) return null
  if (!members.healthCheck)
    return 'It has no healthCheck, so it is judged by its newest calls alone: from half of them on that fail it is degraded.'
  const { healthMs } = manifest.limits
  const often = healthMs === 0 ? 'only when you ask' : `every ${spanWords(healthMs)}`
  return `healthCheck is asked ${often}. From half of the newest calls on that fail it is degraded, whatever it says.`
}

/** Whether its worker answers, in a word. */
export interface Heartbeat {
  readonly word: string
  readonly isBad: boolean
}

export function heartbeatOf(status: Pick<PluginStatus, 'generation' | 'state'> | null): Heartbeat {
  if (status === null || status.generation === null) return { word: 'none', isBad: false }
  return status.state === 'unresponsive' ? { word: 'silent', isBad: true } : { word: 'answers', isBad: false }
}

/** A limit of plugin.json, in words. */
export interface LimitWords {
  readonly name: string
  readonly value: string
  readonly what: string
}

/** Where a plugin runs, and what bounds its memory there. */
export const runtimeWords: Readonly<Record<Runtime, string>> = {
  worker:
    'Runs in a worker. There no plugin has a bound of memory of its own: it has its deadlines, and its frame ends with all that it holds.',
  interpreter:
    'Runs in the interpreter. What it holds is bounded by memoryBytes, and a call that is busy too long is interrupted alone.',
}

/** Those that decide when a plugin is given up on. */
export function limitWords(limits: Limits, runtime: Runtime): readonly LimitWords[] {
  const memory = { name: 'memoryBytes', value: formatBytes(limits.memoryBytes), what: 'memory in all' }
  return [
    { name: 'executeMs', value: spanWords(limits.executeMs), what: 'one call' },
    { name: 'initMs', value: spanWords(limits.initMs), what: 'init, and each healthCheck' },
    { name: 'drainMs', value: spanWords(limits.drainMs), what: 'calls in flight, when it is replaced' },
    { name: 'shutdownMs', value: spanWords(limits.shutdownMs), what: 'shutdown' },
    { name: 'concurrency', value: limits.concurrency.toLocaleString('en'), what: 'calls at the same time' },
    { name: 'queue', value: limits.queue.toLocaleString('en'), what: 'more calls that may wait' },
    ...(runtime === 'interpreter' ? [memory] : []),
  ]
}

function spanWords(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(1))} s` : `${ms} ms`
}
