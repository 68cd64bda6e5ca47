import { aborted } from '../deadline'
import type { Work } from '../middleware/batch'
import type { Clock } from '../ports'
import { maxBatchBytes, maxBatchItems } from './batch-size'
import { createChannel, type Channel } from './channel'
import { createItem, type Item } from './item'
import { createMark } from './mark'
import { cancelled, outside, unread } from './outside'
import type { ItemError, PipelineProgress } from './pipeline-report'
import { createRunErrors, type Failure } from './run-errors'
import type { Samples } from './samples'
import { createSourceReader, type ItemSource } from './source'
import type { OnError } from './step'
import type { StepRecorder } from './step-recorder'
import type { StepWork } from './step-work'
import type { Turns } from './turns'

/** A step of one run: what works for it, and what counts it. */
export interface RunningStep {
  readonly plugin: string
  readonly work: StepWork
  readonly recorder: StepRecorder
}

export interface StreamOptions {
  readonly steps: readonly RunningStep[]
  readonly source: ItemSource
  readonly onError: OnError
  readonly samples: Samples
  readonly clock: Clock
  readonly turns: Turns
  /** Aborted when the run is to end before its end, by whoever wants that. */
  readonly over: AbortController
  /** Takes what comes out; the run waits for it. */
  readonly onItems: (items: readonly unknown[]) => void | Promise<void>
  readonly onProgress: (progress: PipelineProgress) => void
}

export interface StreamResult {
  /** `null` where the stream came to its end. */
  readonly failure: Failure | null
  readonly errors: readonly ItemError[]
  readonly moreErrors: number
}

/** Enough for the next batch while one is under way. */
export const channelSize = { maxItems: 2 * maxBatchItems, maxBytes: 4 * maxBatchBytes }
/** How often the progress is told, in milliseconds. */
const progressMs = 100

/**
 * Runs a stream through the steps, which work at the same time: each takes items from the channel before it, and waits
 * where the one after it is full. So no more is held than the channels take, however long the stream, and order is kept.
 */
export async function runStream(options: StreamOptions): Promise<StreamResult> {
  const { steps, source, onError, samples, clock, turns, over, onItems, onProgress } = options
  const { signal } = over
  const isOver = () => signal.aborted
  const reader = createSourceReader(source)
  const errors = createRunErrors(onError, stop)
  const ended: { failure?: Failure } = {}
  /** Counts the items that the first step is done with. */
  const firstStep = createMark()
  let read = 0
  let handedIn = 0
  let doneFirst = 0
  let written = 0
  let stepsDone = 0
  let toldAt = clock.now()

  function stop(reason: Failure): void {
    ended.failure ??= reason
    over.abort()
  }

  /** What the run gives out is taken by the caller's own code. */
  function notTaken(what: string, error: unknown): void {
    stop({ error: outside(steps.at(-1), 'OUTPUT', what, error), step: steps.length - 1 })
  }

  function tellProgress(): void {
    toldAt = clock.now()
    const stats = steps.map(({ recorder }) => recorder.stats())
    try {
      onProgress({ read, bytesRead: reader.bytesRead, written, steps: stats, samples: samples.list() })
    } catch (error) {
      // Who has ended the run knows why it is over.
      if (!isOver()) notTaken('The progress could not be told', error)
    }
  }

  function tellSometimes(): void {
    if (clock.now() - toldAt >= progressMs) tellProgress()
  }

  async function readAll(to: Channel): Promise<void> {
    try {
      for (;;) {
        const next = reader.next()
        const piece = next instanceof Promise ? await next : next
        if (isOver()) return
        if (piece === null) return to.end()
        const { items, unread: bad } = piece
        const left = new Set(bad.map(({ place }) => place))
        const end = (onError === 'stop' ? bad[0]?.place : undefined) ?? items.length
        const good: unknown[] = []
        for (let place = 0; place < end; place++) {
          if (left.has(place)) continue
          good.push(items[place])
          to.push(createItem(items[place], read + place))
        }
        samples.saw(0, good)
        handedIn += good.length
        for (const { place, line, message } of bad) {
          // One before it may fail yet, and the run ends with the first that does.
          if (onError === 'stop') await firstStep.reached(handedIn)
          const toError = async () => unread(steps[0], message)
          if (isOver() || !(await errors.leaveOut({ step: 0, item: read + place, line }, toError))) return
        }
        read += items.length
        tellSometimes()
        await to.room()
        await turns.rest()
      }
    } catch (error) {
      stop({ error: outside(steps[0], 'INPUT', 'The stream could not be read', error), step: 0, item: read })
    }
  }

  async function runStep(step: number, { work, recorder }: RunningStep, from: Channel, to: Channel): Promise<void> {
    const handOn = (items: readonly Item[], done: Work) => passOn(step, recorder, items, done, to)
    let left: readonly Item[] = []
    for (;;) {
      if (left.length === 0) {
        left = await from.take(work.size.items, maxBatchBytes)
        recorder.cameIn(left.length)
      }
      if (isOver()) return
      if (left.length === 0) break
      const items = left.slice(0, work.size.items)
      await turns.rest()
      const done = await work.execute(items)
      await turns.rest()
      if (isOver()) return
      if (!done.ok) return stop({ error: done.error, step })
      left = left.slice(done.value.outputs.length)
      await handOn(items, done.value)
      if (step === 0) firstStep.reach((doneFirst += done.value.outputs.length))
    }
    const flushed = await work.flush()
    if (isOver()) return
    if (!flushed.ok) return stop({ error: flushed.error, step })
    await handOn([], flushed.value)
    stepsDone = step + 1
    to.end()
  }

  /** What failed is left out; the rest goes to the next step, once that has room. */
  async function passOn(
    step: number,
    recorder: StepRecorder,
    items: readonly Item[],
    { outputs, failures }: Work,
    to: Channel,
  ): Promise<void> {
    const indexOf = (place: number) => items[place]?.index ?? null
    for (const [place, toError] of inOrder(failures)) {
      recorder.failed(1)
      if (!(await errors.leaveOut({ step, item: indexOf(place) }, toError))) return
    }
    const good: unknown[] = []
    outputs.forEach((value, place) => {
      if (value === undefined) return
      good.push(value)
      to.push(createItem(value, indexOf(place)))
    })
    recorder.wentOut(good.length)
    samples.saw(step + 1, good)
    tellSometimes()
    await to.room()
  }

  async function write(from: Channel): Promise<void> {
    for (;;) {
      const items = await from.take(maxBatchItems, Infinity)
      if (items.length === 0) return
      try {
        await onItems(items.map(({ value }) => value))
      } catch (error) {
        return notTaken('What came out could not be taken', error)
      }
      written += items.length
      tellSometimes()
    }
  }

  const first = createChannel(channelSize)
  const channels = [first]
  const parts = [readAll(first)]
  let last = first
  for (const [step, running] of steps.entries()) {
    const to = createChannel(channelSize)
    channels.push(to)
    parts.push(runStep(step, running, last, to))
    last = to
  }
  parts.push(write(last))
  // A run that is over waits for nobody: neither for a source without a word, nor for who takes what comes out.
  await Promise.race([Promise.all(parts), aborted(signal)])
  if (signal.aborted) {
    for (const channel of channels) channel.close()
    reader.stop()
  }
  tellProgress()
  const ending = signal.aborted ? { error: cancelled(steps[stepsDone]), step: stepsDone } : null
  return { failure: ended.failure ?? ending, errors: [...errors.list].sort(byItem), moreErrors: errors.more }
}

/** What came first is told first; what belongs to no item, last. */
function byItem({ item: one }: ItemError, { item: other }: ItemError): number {
  return (one ?? Infinity) === (other ?? Infinity) ? 0 : (one ?? Infinity) - (other ?? Infinity)
}

/** What failed first is told first, whoever noticed it. */
function inOrder<Value>(byPlace: ReadonlyMap<number, Value>): readonly (readonly [number, Value])[] {
  return byPlace.size < 2 ? [...byPlace] : [...byPlace].sort(([one], [other]) => one - other)
}
