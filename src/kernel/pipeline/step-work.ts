import { execution } from '../admission'
import { subjectOf, type Build } from '../build'
import { pluginError, type PluginError, type PluginErrorCode, type Subject } from '../errors'
import { guestError } from '../guest-error'
import type { Instance } from '../instance'
import type { BatchOutput, GuestFault } from '../ports'
import { fail, ok, type Result } from '../result'
import { createBatchSize, type BatchSize } from './batch-size'
import { apart, countedBytes, type Item } from './item'
import type { StepCall, StepCalls, StepOutcome } from './step-calls'
import type { StepRecorder } from './step-recorder'

/** What came of the first items that were handed in; the others were not begun. */
export interface Work {
  /** By item; `undefined` where there is none, or a failure. */
  readonly outputs: readonly unknown[]
  /** Why an item failed, by its place. Asked for when it is to be told: places in the source take their time. */
  readonly failures: ReadonlyMap<number, () => Promise<PluginError>>
}

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
}

export interface StepWorkOptions {
  readonly plugin: string
  readonly calls: StepCalls
  readonly recorder: StepRecorder
  /** Whether whatever stands around the plugin's calls lets batches through. */
  readonly takesBatches: () => boolean
  /** Told how many items a batch had, and how many of them failed. */
  readonly onBatch: (instance: Instance, items: number, failed: number) => void
}

/** How a call fails whose worker has ended, whatever it was that ended it. */
const ends: ReadonlySet<PluginErrorCode> = new Set(['CRASHED', 'MEMORY', 'FLOOD', 'UNRESPONSIVE'])

type Failures = Map<number, () => Promise<PluginError>>

export function createStepWork(options: StepWorkOptions): StepWork {
  const { plugin, calls, recorder, takesBatches, onBatch } = options
  const size = createBatchSize()
  /** How many single calls are under way at the same time. */
  let atOnce = 1

  async function executeBatch(items: readonly Item[]): Promise<Result<Work, PluginError>> {
    const refused: Failures = new Map()
    let sent: readonly Item[] = []
    const outcome = await calls.call({
      input: items.map(({ value }) => value),
      isSingle: false,
      timeoutMs: calls.serving ? calls.serving.build.manifest.limits.executeMs + size.budgetMs : undefined,
      begin(_, instance, frame, params) {
        recorder.served(instance.build)
        refused.clear()
        items.forEach((item, place) => {
          const error = tooLarge(item, instance.build)
          if (error) refused.set(place, async () => error)
        })
        sent = refused.size === 0 ? items : items.filter((_item, place) => !refused.has(place))
        const { concurrency: most, outputBytes: maxBytes } = instance.build.manifest.limits
        const concurrency = Math.max(1, Math.min(sent.length, most - instance.running))
        const batch = { inputs: apart(sent), maxBytes, concurrency, budgetMs: size.budgetMs, ...params }
        return instance.begin('executeBatch', batch, frame, concurrency)
      },
    })
    if (outcome.kind === 'over') return fail(outcome.error)
    if (items.length === 0) {
      if (outcome.kind === 'answered') countedAsCall(outcome.instance)
      return ok({ outputs: [], failures: refused })
    }
    if (outcome.kind === 'failed' || !isBatch(outcome.output, sent.length)) return executeEach(items, () => 1)
    const { output, instance } = outcome
    size.learn(output)
    recorder.took(output.outputs.length, output.busyMs)
    const subject = instance ? subjectOf(instance.build) : { plugin, version: null, generation: null }
    const work = unfold(items, output, refused, (fault) => errorOf(fault, subject, instance?.build))
    if (instance) onBatch(instance, work.outputs.length, work.failures.size)
    return ok(work)
  }

  /** What brings no item is no call to whoever looks at the numbers. */
  function countedAsCall(instance: Instance | null): void {
    if (instance) onBatch(instance, 0, 0)
  }

  async function executeEach(items: readonly Item[], atOnceNow: () => number): Promise<Result<Work, PluginError>> {
    const outputs: unknown[] = []
    const failures: Failures = new Map()
    let next = 0
    let running = 0
    const step: { over: PluginError | null } = { over: null }
    /** They were inside a worker that ended, and may not be what ended it. */
    const suspects: number[] = []
    const executeNext = async (place: number, isAlone: boolean) => {
      const outcome = await executeOne(items[place]?.value)
      if (outcome.kind === 'over') step.over = outcome.error
      else if (outcome.kind === 'failed' && !isAlone && ends.has(outcome.error.code)) suspects.push(place)
      else if (outcome.kind === 'failed') failures.set(place, async () => outcome.error)
      outputs[place] = outcome.kind === 'answered' ? outcome.output : undefined
    }
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        while (!step.over && next < items.length && running < atOnceNow()) {
          running++
          executeNext(next++, atOnceNow() === 1).then(() => {
            running--
            go()
          }, reject)
        }
        if (running === 0) resolve()
      }
      go()
    })
    for (const place of suspects) if (!step.over) await executeNext(place, true)
    return step.over ? fail(step.over) : ok({ outputs, failures })
  }

  async function executeOne(input: unknown): Promise<StepOutcome> {
    const outcome = await calls.call({
      input,
      isSingle: true,
      begin(given, instance, frame, params) {
        recorder.served(instance.build)
        const { outputBytes: maxBytes } = instance.build.manifest.limits
        return instance.begin('execute', { input: given, maxBytes, ...params }, frame)
      },
    })
    if (outcome.kind === 'over') return outcome
    recorder.took(1, outcome.durationMs)
    const { executeMs = 0, concurrency = 1 } = calls.serving?.build.manifest.limits ?? {}
    // Calls that only wait for one another would all be late together.
    const isCrowded = outcome.durationMs > executeMs / 4
    atOnce = isCrowded ? Math.max(1, Math.floor(atOnce / 2)) : Math.min(concurrency, atOnce + 1)
    return outcome
  }

  const flushCall: StepCall = {
    input: undefined,
    isSingle: false,
    begin(_, instance, frame, params) {
      recorder.served(instance.build)
      return instance.begin('flush', { maxBytes: instance.build.manifest.limits.outputBytes, ...params }, frame)
    },
  }

  return {
    size,
    async open() {
      const opened = await executeBatch([])
      return opened.ok ? ok(null) : opened
    },
    execute: (items) => (takesBatches() ? executeBatch(items) : executeEach(items, () => atOnce)),
    executeOne,
    async flush() {
      const outcome = await calls.call(flushCall)
      if (outcome.kind === 'over') return fail(outcome.error)
      if (outcome.kind === 'answered') {
        countedAsCall(outcome.instance)
        return ok({ outputs: [outcome.output], failures: new Map() })
      }
      return ok({ outputs: [undefined], failures: new Map([[0, async () => outcome.error]]) })
    },
  }
}

function tooLarge({ value, bytes }: Item, build: Build): PluginError | null {
  return bytes <= Math.min(build.manifest.limits.inputBytes, countedBytes) ? null : execution.refuse(value, build)
}

/** At least one item of a batch is begun, and none that was not in it. */
function isBatch(output: unknown, sent: number): output is BatchOutput {
  if (typeof output !== 'object' || output === null || !('outputs' in output) || !('faults' in output)) return false
  const { outputs, faults } = output
  return Array.isArray(outputs) && Array.isArray(faults) && outputs.length <= sent && (outputs.length > 0 || sent === 0)
}

/** Puts the items that were refused back in between those that were sent. */
function unfold(
  items: readonly Item[],
  { outputs: given, faults }: BatchOutput,
  refused: Failures,
  toError: (fault: GuestFault) => Promise<PluginError>,
): Work {
  const failures: Failures = new Map()
  if (refused.size === 0) {
    for (const { item, fault } of faults) failures.set(item, () => toError(fault))
    return { outputs: given, failures }
  }
  const failed = new Map(faults.map(({ item, fault }) => [item, fault]))
  const outputs: unknown[] = []
  for (let place = 0, at = 0; place < items.length; place++) {
    const refusal = refused.get(place)
    if (!refusal && at === given.length) break
    const fault = refusal ? undefined : failed.get(at)
    if (refusal) failures.set(place, refusal)
    else if (fault) failures.set(place, () => toError(fault))
    outputs[place] = refusal ? undefined : given[at++]
  }
  return { outputs, failures }
}

async function errorOf(fault: GuestFault, subject: Subject, build: Build | undefined): Promise<PluginError> {
  if (build) return guestError('executeBatch', fault, subject, build.module)
  return pluginError(fault.code, 'execute', subject, fault.message, { hint: fault.hint })
}
