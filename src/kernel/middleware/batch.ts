import type { Build } from '../build'
import type { SubmitOptions } from '../pending-call'
import type { PluginError } from '../errors'
import type { Item } from '../pipeline/item'
import type { Turns } from '../pipeline/turns'
import type { FailedReport } from '../reports'
import type { Gate } from './admitted'
import type { ChainCall } from './middleware'

/** Items of a stream that go through the chain together. */
export interface Batch {
  readonly plugin: string
  readonly items: readonly Item[]
  readonly options: ChainCall['options']
  /** What must let it in when its turn comes: a swap may have come while it waited. */
  readonly gates: readonly BatchGate[]
  /** Whoever has much to do with the items asks here how long. */
  readonly turns: Turns
}

/** May keep a batch, or some of its items, from a build. */
export interface BatchGate extends Gate {
  /** The items that this build does not get. */
  refuseItems?(build: Build): ItemFailures
}

/** Why an item failed. Asked for when it is to be told: places in the source take their time. */
export type ToError = () => Promise<PluginError>

export type ItemFailures = ReadonlyMap<Item, ToError>

/** Why items failed, by their places in the batch. */
export type Failures = ReadonlyMap<number, ToError>

/** What came of the first items; the others were not begun. */
export interface Work {
  /** By item; `undefined` where there is none, or a failure. */
  readonly outputs: readonly unknown[]
  readonly failures: Failures
}

export interface BatchDone extends Work {
  readonly ok: true
  /** Who executed them; `null` where nobody did. */
  readonly build: Build | null
  /** How long the plugin was at work, in milliseconds. */
  readonly busyMs: number
}

/** A batch before it enters the chain, whose deadline is that of a call unless told. */
export type BatchRequest = Omit<Batch, 'options' | 'gates'> & { readonly options: SubmitOptions }

/** How a batch ended. One that failed as a whole says nothing of its items. */
export type BatchReport = BatchDone | FailedReport

/** The rest of the chain, for a batch. Never rejects. */
export type NextBatch = (batch: Batch) => Promise<BatchReport>

/**
 * Goes around batches as a middleware goes around calls, and to the same end: whoever looks at an item sees no
 * difference, but that a batch has one deadline.
 */
export type AroundBatch = (batch: Batch, next: NextBatch) => Promise<BatchReport>

/** Sends a batch through the whole chain; `enter` is inside of all. */
export type SendBatch = (batch: BatchRequest, enter: NextBatch) => Promise<BatchReport>

/** Hands on the items that did not fail already, and puts those that did back in between them. */
export async function handOnOthers(batch: Batch, failed: Failures, next: NextBatch): Promise<BatchReport> {
  if (failed.size === 0) return next(batch)
  const items = batch.items.filter((_item, place) => !failed.has(place))
  if (items.length === 0) {
    return { ok: true, outputs: batch.items.map(() => undefined), failures: failed, build: null, busyMs: 0 }
  }
  const report = await next({ ...batch, items })
  return report.ok ? { ...report, ...inBetween(batch.items.length, failed, report) } : report
}

/** The report of a batch of which these items failed as well, after all. */
export function alsoFailed(report: BatchDone, failed: Failures): BatchDone {
  if (failed.size === 0) return report
  const outputs = report.outputs.map((output, place) => (failed.has(place) ? undefined : output))
  return { ...report, outputs, failures: new Map([...report.failures, ...failed]) }
}

/** The work on some of so many items with the failures of the others, up to the first that was not begun. */
export function inBetween(items: number, failed: Failures, { outputs: given, failures: others }: Work): Work {
  const outputs: unknown[] = []
  const failures = new Map<number, ToError>()
  for (let place = 0, at = 0; place < items; place++) {
    const failure = failed.get(place)
    if (!failure && at === given.length) break
    const told = failure ?? others.get(at)
    if (told) failures.set(place, told)
    outputs[place] = failure ? undefined : given[at++]
  }
  return { outputs, failures }
}
