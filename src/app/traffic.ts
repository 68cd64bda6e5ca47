import type { Clock } from '../kernel/ports'
import type { CallReport } from '../kernel/reports'
import {
  bucketMs,
  createTrafficLedger,
  type GenerationShare,
  type TrafficBucket,
  type TrafficTotals,
} from './traffic-ledger'

export interface TrafficOptions {
  readonly clock: Clock
  /** Makes one call. The numbers count up from 1. */
  readonly run: (call: number) => Promise<CallReport>
  readonly perSecond: number
  /** By when the host answers every call, whatever the plugin does, in milliseconds. */
  readonly deadlineMs: () => number
}

/** A moment at which other code began to answer. */
export interface TrafficMark {
  /** On the clock of the traffic. */
  readonly at: number
  readonly generation: number
  /** Whether a crash brought it about. */
  readonly isComeback: boolean
}

export interface TrafficReading {
  /** When this was read, on the clock of the traffic. */
  readonly at: number
  readonly totals: TrafficTotals
  readonly buckets: readonly TrafficBucket[]
  readonly generations: readonly GenerationShare[]
  readonly marks: readonly TrafficMark[]
}

/** A steady stream of calls, each of which is accounted for. */
export interface Traffic {
  /** Calls per second, from {@link minPerSecond} to {@link maxPerSecond}. */
  perSecond: number
  readonly isOn: boolean
  start(): void
  /** Sends no more; the calls under way are waited for. */
  stop(): void
  mark(generation: number, isComeback: boolean): void
  read(): TrafficReading
}

export const minPerSecond = 1
export const maxPerSecond = 500

/** The time between two looks at the clock, in milliseconds: no browser's timer is quicker. */
const shortestTickMs = 4
/** At most so much of the stream is sent at once, in milliseconds: what is missing is made up for little by little … */
const atOnceMs = 32
/** … and what a page that slept has missed by more than this is not. */
const forgivenMs = 1_000
/** A call is lost when the host's own deadline is over by so much, in milliseconds. */
const lostGraceMs = 1_000
const keptMarks = 100

/**
 * Sends calls at a steady rate by the clock, whether or not those before were answered, as the world does.
 *
 * @example
 * ```ts
 * const traffic = createTraffic({ clock, run: () => kernel.run('greeter', 'Ada'), perSecond: 500, deadlineMs: () => 5_000 })
 * traffic.start()
 * traffic.read().totals // { sent: 500, answered: 500, failed: 0, lost: 0, doubled: 0, … }
 * ```
 */
export function createTraffic({ clock, run, perSecond, deadlineMs }: TrafficOptions): Traffic {
  const ledger = createTrafficLedger(clock.now())
  const marks: TrafficMark[] = []
  let rate = perSecond
  let isOn = false
  let calls = 0
  /** How many calls are due, a part of one included. */
  let due = 0
  let lookedAt = clock.now()
  let cancelTick = (): void => {}

  function earn(): void {
    const now = clock.now()
    due = Math.min(due + ((now - lookedAt) * rate) / 1_000, Math.max(1, (forgivenMs * rate) / 1_000))
    lookedAt = now
  }

  function send(): void {
    const call = ++calls
    ledger.sent(call, clock.now())
    void run(call).then((report) => ledger.ended(call, report, clock.now()))
  }

  function tick(): void {
    earn()
    const atOnce = Math.max(1, Math.ceil((atOnceMs * rate) / 1_000))
    for (let n = 0; n < atOnce && due >= 1; n++) {
      due--
      send()
    }
    ledger.sweep(clock.now(), deadlineMs() + lostGraceMs)
    const untilDue = ((1 - due) * 1_000) / rate
    cancelTick = clock.after(Math.min(bucketMs, Math.max(shortestTickMs, untilDue)), tick)
  }

  /** Off, it waits for the calls under way. */
  function wait(): void {
    ledger.sweep(clock.now(), deadlineMs() + lostGraceMs)
    if (ledger.totals().underWay > 0) cancelTick = clock.after(bucketMs, wait)
  }

  return {
    get perSecond() {
      return rate
    },
    set perSecond(wanted) {
      if (isOn) earn()
      rate = Math.min(maxPerSecond, Math.max(minPerSecond, wanted))
    },
    get isOn() {
      return isOn
    },
    start() {
      if (isOn) return
      isOn = true
      cancelTick()
      ledger.skipTo(clock.now())
      lookedAt = clock.now()
      due = 1
      tick()
    },
    stop() {
      if (!isOn) return
      isOn = false
      cancelTick()
      wait()
    },
    mark(generation, isComeback) {
      marks.push({ at: clock.now(), generation, isComeback })
      if (marks.length > keptMarks) marks.shift()
    },
    read: () => ({
      at: clock.now(),
      totals: ledger.totals(),
      buckets: ledger.buckets(),
      generations: ledger.generations(),
      marks: [...marks],
    }),
  }
}
