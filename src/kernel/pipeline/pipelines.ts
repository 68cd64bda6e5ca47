import type { Health } from '../health'
import type { Instance } from '../instance'
import type { Chains } from '../middleware/chains'
import type { Clock, SchemaCheck } from '../ports'
import { countsOf, type Registry } from '../registry'
import { fail } from '../result'
import { holdVersions } from './hold-versions'
import type { PipelineMeasures, PipelineProgress, PipelineReport } from './pipeline-report'
import { noStream, readSteps, type ReadStep } from './read-steps'
import type { Failure } from './run-errors'
import { runStream, type RunningStep, type StreamResult } from './run-stream'
import { runValue } from './run-value'
import { createSamples } from './samples'
import { isSource } from './source'
import type { OnError, Step } from './step'
import { createStepCalls, type RunCall, type StepCalls, type StepCallsOptions } from './step-calls'
import { createStepConfigs } from './step-config'
import { createStepRecorder } from './step-recorder'
import { createStepWork } from './step-work'
import { unhurried, type Turns } from './turns'

export interface PipelineOptions {
  /** The input is an iterable, such as an array, and each of its items goes through the steps. */
  readonly stream?: boolean
  /** `'stop'` unless told. */
  readonly onError?: OnError
  readonly signal?: AbortSignal
  /** How many of the newest items to keep at each place between the steps, to be looked at: up to 1,000, none unless told. */
  readonly samples?: number
  /** Told every now and then while a stream runs, and once when it is over. Where it throws, the run ends. */
  readonly onProgress?: (progress: PipelineProgress) => void
  /** Takes what comes out of a stream, which waits for it; otherwise all of it is kept for the report. */
  readonly onItems?: (items: readonly unknown[]) => void | Promise<void>
  /** How the run shares the page's time; as if nobody else needed any unless told. */
  readonly turns?: Turns
}

/** Plugins in a row, each one's output the next one's input. */
export interface Pipelines {
  /** Never rejects. */
  runPipeline(steps: readonly Step[], input: unknown, options?: PipelineOptions): Promise<PipelineReport>
}

export interface PipelinesOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly schemas: SchemaCheck
  readonly health: Health
  readonly run: RunCall
  /** See {@link Chains.batches}. */
  readonly batches: Chains['batches']
  /** Ends the versions that nobody needs any more. */
  readonly prune: () => void
}

/** How a run ended, as far as the steps know. */
interface Ending extends StreamResult, Pick<PipelineMeasures, 'steps' | 'samples'> {
  readonly output: unknown
}

/** What its steps know of a run. */
type Run = Pick<StepCallsOptions, 'stream' | 'signal' | 'turns'>

interface ReadyStep extends RunningStep {
  readonly calls: StepCalls
  /** `null` for a run on one value. */
  readonly stream: number | null
}

export function createPipelines({
  registry,
  clock,
  schemas,
  health,
  run: runCall,
  batches,
  prune,
}: PipelinesOptions): Pipelines {
  const configs = createStepConfigs(schemas)
  let lastStream = 0

  /** Each step has a stream of its own: the same plugin may be several steps, and gathers by its number. */
  function numberOf(isStream: boolean): number | null {
    return isStream ? ++lastStream : null
  }

  function prepare({ plugin, range, values }: ReadStep, run: Run): ReadyStep {
    const recorder = createStepRecorder(plugin)
    const calls = createStepCalls({
      ...{ plugin, range, values, configs, clock, runCall, ...run },
      pump: () => registry.get(plugin)?.calls.pump(),
    })
    const work = createStepWork({ calls, recorder, clock, batches: () => batches(plugin), onBatch })
    return { plugin, work, recorder, calls, stream: run.stream }
  }

  /** A batch was counted as one call. */
  function onBatch(instance: Instance, items: number, failed: number): void {
    const { plugin, version } = instance.build
    const registration = registry.get(plugin)
    if (registration) {
      const counts = countsOf(registration, version)
      counts.calls += items - 1
      counts.errors += failed
    }
    health.countBatch(instance, items, failed)
  }

  /** Each step has its plugin, and the plugin accepts the step's config, before the first item comes. */
  async function open(steps: readonly ReadyStep[]): Promise<Failure | null> {
    const opened = await Promise.all(steps.map(({ work }) => work.open()))
    const step = opened.findIndex(({ ok }) => !ok)
    const first = opened[step]
    return first?.ok === false ? { error: first.error, step } : null
  }

  /** A plugin must not keep what it gathered of a stream that never came to its end. */
  function forget(steps: readonly ReadStep[], ready: readonly ReadyStep[]): void {
    for (const [place, step] of steps.entries()) {
      const { calls, work, stream = null } = ready[place] ?? {}
      if (calls?.serving?.exports.flush && !work?.isFlushed)
        void prepare(step, { stream, turns: unhurried, signal: new AbortController().signal }).work.flush()
    }
  }

  async function runSteps(
    steps: readonly ReadStep[],
    input: unknown,
    options: PipelineOptions,
    over: AbortController,
  ): Promise<Ending> {
    const { onError = 'stop', samples: kept = 0, turns = unhurried, onProgress = () => {} } = options
    const isStream = options.stream === true
    const samples = createSamples(steps.length + 1, kept)
    const ready = steps.map((step) => prepare(step, { stream: numberOf(isStream), turns, signal: over.signal }))
    const outputs: unknown[] = []
    const onItems = options.onItems ?? ((items: readonly unknown[]) => void outputs.push(...items))
    const tell = (result: StreamResult, output: unknown): Ending => ({
      ...{ ...result, output, samples: samples.list() },
      steps: ready.map(({ recorder }) => recorder.stats()),
    })

    const failure = await open(ready)
    if (failure) return tell({ failure, errors: [], moreErrors: 0 }, undefined)
    if (!isStream) {
      const { output, ...result } = await runValue({ steps: ready, input, onError, samples })
      return tell(result, output)
    }
    const source = isSource(input) ? input : []
    const result = await runStream({ steps: ready, source, onError, samples, clock, turns, over, onItems, onProgress })
    if (result.failure) forget(steps, ready)
    return tell(result, outputs)
  }

  return {
    async runPipeline(steps, input, options = {}) {
      const since = clock.now()
      const { signal } = options
      const over = new AbortController()
      const cancel = () => over.abort()
      signal?.addEventListener('abort', cancel, { once: true })
      if (signal?.aborted) cancel()
      const read = options.stream && !isSource(input) ? fail(noStream(steps)) : readSteps(steps)
      const letGo = await holdVersions(registry, read.ok ? read.value : [], prune)
      const ending = read.ok ? await runSteps(read.value, input, options, over) : nothingDone(read.error)
      letGo()
      signal?.removeEventListener('abort', cancel)
      const { failure, output, ...measures } = ending
      const told = { ...measures, durationMs: clock.now() - since }
      return failure ? { ok: false, ...failure, ...told } : { ok: true, output, ...told }
    },
  }
}

function nothingDone(failure: Failure): Ending {
  return { failure, errors: [], moreErrors: 0, output: undefined, samples: [], steps: [] }
}
