import type { TrafficReading } from '../../app/traffic'
import { bucketMs, type TrafficBucket } from '../../app/traffic-ledger'

/** A part of a column: what one generation answered, in calls per second. */
export interface ColumnPart {
  readonly generation: number
  readonly from: number
  readonly to: number
}

/** A quarter of a second of the traffic. `x` is in seconds before now, its middle. */
export interface Column {
  readonly x: number
  readonly parts: readonly ColumnPart[]
  /** The failed calls, on top of the others. */
  readonly errors: { readonly from: number; readonly to: number } | null
  readonly bucket: TrafficBucket
}

export interface TrafficChart {
  readonly columns: readonly Column[]
  /** A line has `null` where the traffic was off. */
  readonly x: readonly number[]
  readonly callsPerSecond: readonly (number | null)[]
  readonly p50Ms: readonly (number | null)[]
  readonly p95Ms: readonly (number | null)[]
  readonly marks: readonly { readonly x: number; readonly generation: number; readonly isComeback: boolean }[]
  /** How many seconds are shown. */
  readonly span: number
  /** The scales' ends. A rare peak goes beyond: it must not make all else small. */
  readonly topCalls: number
  readonly topMs: number
}

const seriesCount = 5

/** The number of the colour (`--series-…`) of a generation: neighbours differ. */
export function seriesOf(generation: number): number {
  return ((((generation - 1) % seriesCount) + seriesCount) % seriesCount) + 1
}

/** Short while the traffic is young, so that its columns can be seen. In seconds. */
const spans: readonly number[] = [15, 30, 60]

/** Lays out the traffic of the newest `most` seconds. */
export function trafficChart({ buckets, marks }: TrafficReading, most: number): TrafficChart {
  const newest = buckets.at(-1)
  const end = newest ? newest.at + bucketMs : 0
  const secondsAgo = (at: number) => (at - end) / 1_000
  const oldest = -secondsAgo(buckets[0]?.at ?? end)
  const seconds = Math.min(most, spans.find((span) => span >= oldest) ?? most)
  const shown = buckets.filter(({ at }) => secondsAgo(at) >= -seconds)
  const columns = shown.map((bucket) => column(bucket, secondsAgo(bucket.at + bucketMs / 2)))

  const x: number[] = []
  const callsPerSecond: (number | null)[] = []
  const p50Ms: (number | null)[] = []
  const p95Ms: (number | null)[] = []
  for (const [index, { x: at, bucket }] of columns.entries()) {
    const before = shown[index - 1]
    if (before && bucket.at - before.at > 1.5 * bucketMs) {
      x.push(at - bucketMs / 1_000)
      for (const line of [callsPerSecond, p50Ms, p95Ms]) line.push(null)
    }
    x.push(at)
    callsPerSecond.push(perSecond(bucket.calls))
    p50Ms.push(bucket.p50Ms)
    p95Ms.push(bucket.p95Ms)
  }
  return {
    ...{ columns, x, callsPerSecond, p50Ms, p95Ms },
    marks: marks
      .map(({ at, generation, isComeback }) => ({ x: secondsAgo(at), generation, isComeback }))
      .filter((mark) => mark.x >= -seconds && mark.x <= 0),
    span: seconds,
    topCalls: 1.3 * Math.max(4, usualTop(shown.map(({ calls }) => perSecond(calls)))),
    topMs: 1.3 * Math.max(0.5, usualTop(shown.map((bucket) => bucket.p95Ms ?? 0))),
  }
}

/** A column in words: `500/s · g12 · p50 0.4 ms · p95 1.1 ms`. */
export function columnWords({ bucket }: Column, format: (ms: number) => string): string {
  const generations = [...bucket.byGeneration.keys()].sort((a, b) => a - b).map((generation) => `g${generation}`)
  return [
    `${perSecond(bucket.calls)}/s`,
    ...(generations.length > 0 ? [generations.join(', ')] : []),
    ...(bucket.errors > 0 ? [`${bucket.errors} failed`] : []),
    ...(bucket.p50Ms === null ? [] : [`p50 ${format(bucket.p50Ms)}`]),
    ...(bucket.p95Ms === null ? [] : [`p95 ${format(bucket.p95Ms)}`]),
  ].join(' · ')
}

function column(bucket: TrafficBucket, x: number): Column {
  let from = 0
  const parts: ColumnPart[] = []
  for (const [generation, calls] of [...bucket.byGeneration].sort(([a], [b]) => a - b)) {
    parts.push({ generation, from, to: from + perSecond(calls) })
    from += perSecond(calls)
  }
  const errors = bucket.errors > 0 ? { from, to: from + perSecond(bucket.errors) } : null
  return { x, parts, errors, bucket }
}

/** What all but the highest few stay under. */
function usualTop(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(0.94 * (values.length - 1))] ?? 0
}

function perSecond(calls: number): number {
  return (calls * 1_000) / bucketMs
}
