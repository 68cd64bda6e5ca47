import { execution } from '../admission'
import { subjectOf, type Build } from '../build'
import { pluginError } from '../errors'
import { guestError } from '../guest-error'
import type { Instance } from '../instance'
import { inBetween, type Batch, type Failures, type SendBatch, type ToError } from '../middleware/batch'
import { timeLeft } from '../middleware/middleware'
import type { BatchOutput, ItemFault } from '../guest-port'
import type { Clock } from '../ports'
import type { BatchSize } from './batch-size'
import { apart, countedBytes, type Item } from './item'
import type { BatchOutcome, Execution, StepCalls } from './step-calls'
import type { StepRecorder } from './step-recorder'

/** Executes the items of one step together. */
export interface StepBatches {
  execute(items: readonly Item[], send: SendBatch): Promise<BatchOutcome>
}

export interface StepBatchesOptions {
  readonly calls: StepCalls
  readonly recorder: StepRecorder
  readonly size: BatchSize
  readonly clock: Clock
  /** Told how many items a batch had, and how many of them failed. */
  readonly onBatch: (instance: Instance, items: number, failed: number) => void
}

const none: Failures = new Map()

export function createStepBatches({ calls, recorder, size, clock, onBatch }: StepBatchesOptions): StepBatches {
  function prepare(batch: Batch): Execution {
    const { items, plugin, options } = batch
    let refused = none
    let sent = items
    return {
      begin(_inputs, instance, frame, params) {
        recorder.served(instance.build)
        refused = refusedBy(instance.build, batch)
        sent = refused.size === 0 ? items : items.filter((_item, place) => !refused.has(place))
        const { concurrency: most, outputBytes: maxBytes } = instance.build.manifest.limits
        const concurrency = Math.max(1, Math.min(sent.length, most - instance.running))
        // A batch must not be late as a whole while each of its items is in time.
        const budgetMs = Math.max(1, Math.min(size.budgetMs, timeLeft(batch, clock) / 2))
        const work = { inputs: apart(sent), maxBytes, concurrency, budgetMs, ...params }
        return instance.begin('executeBatch', work, frame, concurrency)
      },
      finish(output, instance) {
        const { build } = instance
        if (!isBatch(output, sent.length)) {
          const error = pluginError('INTERNAL', 'execute', subjectOf(build), `'${plugin}' answered with no batch`)
          return { ok: false, error, durationMs: clock.now() - options.since, call: null, warnings: [] }
        }
        const { outputs, faults, busyMs } = output
        size.learn(output)
        recorder.took(outputs.length, busyMs)
        const failures = failuresOf(faults, build)
        const work =
          refused.size === 0 ? { outputs, failures } : inBetween(items.length, refused, { outputs, failures })
        onBatch(instance, work.outputs.length, work.failures.size)
        return { ok: true, ...work, build, busyMs }
      },
    }
  }

  return {
    execute(items, send) {
      const { serving } = calls
      const timeoutMs = serving ? serving.build.manifest.limits.executeMs + size.budgetMs : undefined
      return calls.callBatch({ items, send, timeoutMs, prepare })
    },
  }
}

/** Items that are too large for this build, or that do not pass a gate, each as it would be refused by itself. */
function refusedBy(build: Build, { items, gates }: Batch): Failures {
  const most = Math.min(build.manifest.limits.inputBytes, countedBytes)
  const kept = new Map(gates.flatMap((gate) => [...(gate.refuseItems?.(build) ?? [])]))
  if (kept.size === 0 && items.every(({ bytes }) => bytes <= most)) return none
  const refused = new Map<number, ToError>()
  for (const [place, item] of items.entries()) {
    const error = item.bytes <= most ? null : execution.refuse(item.value, build)
    const failure = error ? async () => error : kept.get(item)
    if (failure) refused.set(place, failure)
  }
  return refused
}

/** At least one item of a batch is begun, and none that was not in it. */
function isBatch(output: unknown, sent: number): output is BatchOutput {
  if (typeof output !== 'object' || output === null || !('outputs' in output) || !('faults' in output)) return false
  const { outputs, faults } = output
  return Array.isArray(outputs) && Array.isArray(faults) && outputs.length <= sent && (outputs.length > 0 || sent === 0)
}

function failuresOf(faults: readonly ItemFault[], build: Build): Failures {
  if (faults.length === 0) return none
  const toError = (fault: ItemFault['fault']) => guestError('executeBatch', fault, subjectOf(build), build.module)
  return new Map(faults.map(({ item, fault }) => [item, () => toError(fault)]))
}
