import type { PluginError } from '../errors'
import type { Instance } from '../instance'
import type { SendBatch, Work } from '../middleware/batch'
import type { Clock } from '../ports'
import { fail, ok, type Result } from '../result'
import { createBatchSize, type BatchSize } from './batch-size'
import type { Item } from './item'
import { createStepBatches } from './step-batches'
import type { StepCall, StepCalls, StepOutcome } from './step-calls'
import type { StepRecorder } from './step-recorder'
import { createStepSingles } from './step-singles'

/** The work of one step, in batches where it may be. A failure is the step's own: it cannot go on. */
export interface StepWork {
  /** For the next batch. */
  readonly size: BatchSize
  /** Finds the plugin, and has it accept the step's config, before any item comes. */
  open(): Promise<Result<null, PluginError>>
  /**
   * Has the plugin execute the items. Where a batch fails as a whole, as its worker has ended, its items are executed one
   * by one, to find out which it was: so those that the batch was done with are executed again.
   */
  execute(items: readonly Item[]): Promise<Result<Work, PluginError>>
  /** One call of `execute` for one input. */
  executeOne(input: unknown): Promise<StepOutcome>
  /** Tells the plugin that the stream is over. Its output is one more item unless it is `undefined`. */
  flush(): Promise<Result<Work, PluginError>>
  /** Whether the plugin was told so. */
  readonly isFlushed: boolean
}

export interface StepWorkOptions {
  readonly calls: StepCalls
  readonly recorder: StepRecorder
  readonly clock: Clock
  /** How batches go to the plugin; `null` where something around its calls takes them one by one. */
  readonly batches: () => SendBatch | null
  /** Told how many items a batch had, and how many of them failed. */
  readonly onBatch: (instance: Instance, items: number, failed: number) => void
}

export function createStepWork({ calls, recorder, clock, batches, onBatch }: StepWorkOptions): StepWork {
  const size = createBatchSize()
  const together = createStepBatches({ calls, recorder, size, clock, onBatch })
  const { executeOne, executeEach } = createStepSingles(calls, recorder)
  let isFlushed = false

  /** A batch of nothing. */
  const openCall: StepCall = {
    input: [],
    isSingle: false,
    begin(_, instance, frame, params) {
      recorder.served(instance.build)
      const { outputBytes: maxBytes } = instance.build.manifest.limits
      return instance.begin('executeBatch', { inputs: [], maxBytes, concurrency: 1, budgetMs: 1, ...params }, frame)
    },
  }

  const flushCall: StepCall = {
    input: undefined,
    isSingle: false,
    begin(_, instance, frame, params) {
      isFlushed = true
      recorder.served(instance.build)
      return instance.begin('flush', { maxBytes: instance.build.manifest.limits.outputBytes, ...params }, frame)
    },
  }

  /** What brings no item is no call to whoever looks at the numbers. */
  async function callBesides(call: StepCall): Promise<StepOutcome> {
    const outcome = await calls.call(call)
    if (outcome.kind === 'answered' && outcome.instance) onBatch(outcome.instance, 0, 0)
    return outcome
  }

  return {
    size,
    async open() {
      const outcome = await callBesides(openCall)
      return outcome.kind === 'over' ? fail(outcome.error) : ok(null)
    },
    async execute(items) {
      const send = batches()
      if (!send) return executeEach(items, false)
      const outcome = await together.execute(items, send)
      if (outcome.kind === 'over') return fail(outcome.error)
      return outcome.kind === 'answered' ? ok(outcome.work) : executeEach(items, true)
    },
    executeOne,
    get isFlushed() {
      return isFlushed
    },
    async flush() {
      const outcome = await callBesides(flushCall)
      if (outcome.kind === 'over') return fail(outcome.error)
      if (outcome.kind === 'answered') return ok({ outputs: [outcome.output], failures: new Map() })
      return ok({ outputs: [undefined], failures: new Map([[0, async () => outcome.error]]) })
    },
  }
}
