import { byteLengthUpTo } from '../byte-length'
import { bytesOf, type Item } from '../pipeline/item'
import { quantile } from '../quantile'
import type { CallReport } from '../reports'
import type { BatchReport } from './batch'

/** The calls of one plugin, in numbers. */
export interface Metrics {
  /** Each item of a stream is one. */
  readonly calls: number
  /** Those that failed, whatever the reason. */
  readonly errors: number
  readonly inFlight: number
  /**
   * Half of the newest calls that went well took no longer, in milliseconds; 0 before the first. Of items that went
   * together, nobody knows how long each took: the time of the plugin's work is shared out, and stands here once.
   */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  /** About how many bytes went in; an object of more than 256 KB counts as so much. */
  readonly bytesIn: number
  readonly bytesOut: number
}

/** Gathers {@link Metrics}. */
export interface CallMetrics {
  /** A call begins. Returns what is to be told of its end; `null` where a bug ended it. */
  begin(input: unknown): (report: CallReport | null) => void
  /** The same for items that go together. */
  beginBatch(items: readonly Item[]): (report: BatchReport | null) => void
  read(): Metrics
}

/** So many of the newest calls are looked at for the percentiles. */
const keptDurations = 1_000
/** Where counting ends: a larger object would hold up its call. */
const maxCountedBytes = 262_144

/** @param earlier - calls that were made before anybody gathered */
export function createCallMetrics(earlier: { readonly calls: number; readonly errors: number }): CallMetrics {
  let { calls, errors } = earlier
  let inFlight = 0
  let bytesIn = 0
  let bytesOut = 0
  /** The oldest is written over. */
  const durations: number[] = []
  let next = 0

  function keep(durationMs: number): void {
    durations[next] = durationMs
    next = (next + 1) % keptDurations
  }

  return {
    begin(input) {
      inFlight++
      bytesIn += byteLengthUpTo(maxCountedBytes, input)
      return (report) => {
        inFlight--
        calls++
        if (report?.ok) {
          bytesOut += byteLengthUpTo(maxCountedBytes, report.output)
          keep(report.durationMs)
        } else errors++
      }
    },
    beginBatch(items) {
      inFlight += items.length
      return (report) => {
        inFlight -= items.length
        // They go one by one then, and are counted there.
        if (!report?.ok) return
        const { outputs, failures, busyMs } = report
        calls += outputs.length
        errors += failures.size
        for (let place = 0; place < outputs.length; place++) bytesIn += items[place]?.bytes ?? 0
        for (const output of outputs) bytesOut += bytesOf(output)
        if (outputs.length > failures.size) keep(busyMs / outputs.length)
      }
    },
    read() {
      const at = (share: number) => quantile(durations, share) ?? 0
      return { calls, errors, inFlight, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), bytesIn, bytesOut }
    },
  }
}
