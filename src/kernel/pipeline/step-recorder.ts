import type { Build } from '../build'
import { quantile } from '../quantile'
import type { StepStats } from './pipeline-report'

/** Counts what a step does. */
export interface StepRecorder {
  cameIn(items: number): void
  wentOut(items: number): void
  failed(items: number): void
  served(build: Build): void
  /** So many items took so long together. */
  took(items: number, ms: number): void
  stats(): StepStats
}

/** Of very many batches, the newest count. */
const keptSamples = 1_000

export function createStepRecorder(plugin: string): StepRecorder {
  const generations = new Set<number>()
  const samples: number[] = []
  const counts = { in: 0, out: 0, errors: 0, busyMs: 0 }
  let version: string | null = null
  return {
    cameIn: (items) => void (counts.in += items),
    wentOut: (items) => void (counts.out += items),
    failed: (items) => void (counts.errors += items),
    served(build) {
      version = build.version
      generations.add(build.generation)
    },
    took(items, ms) {
      if (items === 0) return
      counts.busyMs += ms
      samples.push(ms / items)
      if (samples.length > keptSamples) samples.shift()
    },
    stats: () => ({
      ...{ plugin, version, generations: [...generations], ...counts },
      p50Ms: quantile(samples, 0.5),
      p95Ms: quantile(samples, 0.95),
    }),
  }
}
