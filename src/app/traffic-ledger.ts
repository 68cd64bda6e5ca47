import type { PluginError, PluginErrorCode } from '../kernel/errors'
import { quantile } from '../kernel/quantile'
import type { CallReport } from '../kernel/reports'

/** What became of every call of the traffic. A call is under way until it is answered, failed or lost. */
export interface TrafficTotals {
  readonly sent: number
  readonly answered: number
  readonly failed: number
  readonly failures: Readonly<Partial<Record<PluginErrorCode, number>>>
  /** What the newest call that failed came to. */
  readonly newestFailure: PluginError | null
  /** Without any answer after its deadline. One that is answered after all is lost no more. */
  readonly lost: number
  /** Answers that came from an execution that had answered another call already. */
  readonly doubled: number
  readonly underWay: number
}

/** The calls that ended within a quarter of a second. Times are in milliseconds. */
export interface TrafficBucket {
  /** On the clock of the traffic. */
  readonly at: number
  readonly calls: number
  readonly errors: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  /** How many each generation answered. */
  readonly byGeneration: ReadonlyMap<number, number>
}

/** What one generation did of the traffic. */
export interface GenerationShare {
  readonly generation: number
  readonly version: string
  readonly calls: number
  readonly p50Ms: number | null
}

/** Accounts for every call: none may be forgotten, and none counted twice. */
export interface TrafficLedger {
  sent(call: number, now: number): void
  ended(call: number, report: CallReport, now: number): void
  /** Finds the calls that are lost, and closes the buckets that are over. */
  sweep(now: number, deadlineMs: number): void
  /** The time until then is no part of the traffic. */
  skipTo(now: number): void
  totals(): TrafficTotals
  /** Those that are over, oldest first. */
  buckets(): readonly TrafficBucket[]
  /** Oldest first. */
  generations(): readonly GenerationShare[]
}

export const bucketMs = 250
/** One minute. */
const keptBuckets = 240
const keptGenerations = 50
/** For a median that is of now. */
const keptDurations = 512
/** An execution that answered longer ago than this many others is not looked for. */
const keptExecutions = 20_000

interface OpenBucket {
  readonly at: number
  errors: number
  readonly durations: number[]
  readonly byGeneration: Map<number, number>
}

export function createTrafficLedger(startedAt: number): TrafficLedger {
  /** When each call that has no answer was sent, oldest first. */
  const underWay = new Map<number, number>()
  const lost = new Set<number>()
  const executions = new Set<number>()
  const failures: Partial<Record<PluginErrorCode, number>> = {}
  const shares = new Map<number, { version: string; calls: number; durations: number[] }>()
  let newestFailure: PluginError | null = null
  let sent = 0
  let answered = 0
  let failed = 0
  let doubled = 0
  let closed: TrafficBucket[] = []
  let open = emptyBucket(startedAt)

  function closeUntil(now: number): void {
    while (now - open.at >= bucketMs) {
      closed.push(toBucket(open))
      open = emptyBucket(open.at + bucketMs)
    }
    if (closed.length > keptBuckets) closed = closed.slice(-keptBuckets)
  }

  /** Whether this execution answered another call before. */
  function isRepeated(execution: number | null): boolean {
    if (execution === null) return false
    if (executions.has(execution)) return true
    executions.add(execution)
    const [oldest] = executions
    if (executions.size > keptExecutions && oldest !== undefined) executions.delete(oldest)
    return false
  }

  function share(generation: number, version: string, durationMs: number): void {
    const known = shares.get(generation) ?? { version, calls: 0, durations: [] }
    known.calls++
    known.durations.push(durationMs)
    if (known.durations.length > keptDurations) known.durations.shift()
    shares.set(generation, known)
    const [oldest] = shares.keys()
    if (shares.size > keptGenerations && oldest !== undefined) shares.delete(oldest)
  }

  return {
    sent(call, now) {
      sent++
      underWay.set(call, now)
    },
    ended(call, report, now) {
      if (!underWay.delete(call) && !lost.delete(call)) {
        doubled++
        return
      }
      closeUntil(now)
      if (isRepeated(report.call)) doubled++
      if (!report.ok) {
        failed++
        open.errors++
        newestFailure = report.error
        failures[report.error.code] = (failures[report.error.code] ?? 0) + 1
        return
      }
      answered++
      open.durations.push(report.durationMs)
      open.byGeneration.set(report.generation, (open.byGeneration.get(report.generation) ?? 0) + 1)
      share(report.generation, report.version, report.durationMs)
    },
    sweep(now, deadlineMs) {
      closeUntil(now)
      for (const [call, since] of underWay) {
        if (now - since <= deadlineMs) return
        underWay.delete(call)
        lost.add(call)
      }
    },
    skipTo(now) {
      if (now - open.at < bucketMs) return
      closed.push(toBucket(open))
      open = emptyBucket(now)
    },
    totals: () => ({
      ...{ sent, answered, failed, doubled },
      failures: { ...failures },
      newestFailure,
      lost: lost.size,
      underWay: underWay.size,
    }),
    buckets: () => closed,
    generations: () =>
      [...shares].map(([generation, { version, calls, durations }]) => ({
        ...{ generation, version, calls },
        p50Ms: quantile(durations, 0.5),
      })),
  }
}

function emptyBucket(at: number): OpenBucket {
  return { at, errors: 0, durations: [], byGeneration: new Map() }
}

function toBucket({ at, errors, durations, byGeneration }: OpenBucket): TrafficBucket {
  return {
    ...{ at, errors, byGeneration },
    calls: durations.length + errors,
    p50Ms: quantile(durations, 0.5),
    p95Ms: quantile(durations, 0.95),
  }
}
