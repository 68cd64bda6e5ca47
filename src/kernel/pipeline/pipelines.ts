import { configMessage, type Config } from '../config'
import { pluginError, type PluginErrorCode } from '../errors'
import type { Health } from '../health'
import type { Instance } from '../instance'
import type { Clock, SchemaCheck } from '../ports'
import { readConfig } from '../read-config'
import { countsOf, type Registry } from '../registry'
import { fail, ok, type Result } from '../result'
import type { ItemError, PipelineMeasures, PipelineProgress, PipelineReport } from './pipeline-report'
import { runStream, type Failure, type RunningStep, type StreamResult } from './run-stream'
import { createSamples, type Samples } from './samples'
import { isSource } from './source'
import { maxSteps, type OnError, type Step } from './step'
import { createStepCalls, type StepCalls, type Submit } from './step-calls'
import { createStepConfigs } from './step-config'
import { createStepRecorder } from './step-recorder'
import { createStepWork } from './step-work'

export interface PipelineOptions {
  /** The input is an iterable, such as an array, and each of its items goes through the steps. */
  readonly stream?: boolean
  /** `'stop'` unless told. */
  readonly onError?: OnError
  readonly signal?: AbortSignal
  /** How many of the newest items to keep at each place between the steps, to be looked at; none unless told. */
  readonly samples?: number
  /** Told every now and then while a stream runs, and once when it is over. */
  readonly onProgress?: (progress: PipelineProgress) => void
  /** Takes what comes out of a stream, which waits for it; otherwise all of it is kept for the report. */
  readonly onItems?: (items: readonly unknown[]) => void | Promise<void>
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
  readonly run: Submit
  /** Whether whatever stands around the calls of a plugin lets batches through. */
  readonly takesBatches: (plugin: string) => boolean
}

/** A step that was read: its config is one that JSON can carry. */
interface ReadStep {
  readonly plugin: string
  readonly range: string | undefined
  readonly values: Config | null
}

/** How a run ended, as far as the steps know. */
interface Ending extends StreamResult, Pick<PipelineMeasures, 'steps' | 'samples'> {
  readonly output: unknown
}

interface ReadyStep extends RunningStep {
  readonly calls: StepCalls
}

export function createPipelines({ registry, clock, schemas, health, run, takesBatches }: PipelinesOptions): Pipelines {
  const configs = createStepConfigs(schemas)
  let lastStream = 0

  function prepare({ plugin, range, values }: ReadStep, stream: number | null, signal: AbortSignal): ReadyStep {
    const recorder = createStepRecorder(plugin)
    const calls = createStepCalls({
      ...{ plugin, range, values, stream, configs, clock, signal },
      submit: run,
      pump: () => registry.get(plugin)?.calls.pump(),
    })
    const work = createStepWork({ plugin, calls, recorder, takesBatches: () => takesBatches(plugin), onBatch })
    return { plugin, work, recorder, calls }
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

  async function runOne(
    steps: readonly ReadyStep[],
    input: unknown,
    onError: OnError,
    samples: Samples,
  ): Promise<StreamResult & { readonly output: unknown }> {
    const errors: ItemError[] = []
    let value = input
    samples.saw(0, [value])
    for (const [step, { work, recorder }] of steps.entries()) {
      recorder.cameIn(1)
      const outcome = await work.executeOne(value)
      if (outcome.kind === 'answered') {
        value = outcome.output
        recorder.wentOut(1)
        samples.saw(step + 1, [value])
        continue
      }
      recorder.failed(1)
      const { error } = outcome
      if (outcome.kind === 'over' || onError === 'stop')
        return { output: undefined, failure: { error, step }, errors, moreErrors: 0 }
      if (onError === 'collect') errors.push({ step, item: null, error })
      return { output: undefined, failure: null, errors, moreErrors: 1 - errors.length }
    }
    return { output: value, failure: null, errors, moreErrors: 0 }
  }

  /** A plugin must not keep what it gathered of a stream that never came to its end. */
  function forget(steps: readonly ReadStep[], ready: readonly ReadyStep[], stream: number): void {
    for (const [place, step] of steps.entries())
      if (ready[place]?.calls.serving?.exports.flush)
        void prepare(step, stream, new AbortController().signal).work.flush()
  }

  async function runSteps(
    steps: readonly ReadStep[],
    input: unknown,
    options: PipelineOptions,
    over: AbortController,
  ): Promise<Ending> {
    const { onError = 'stop', samples: kept = 0, onProgress = () => {} } = options
    const stream = options.stream ? ++lastStream : null
    const samples = createSamples(steps.length + 1, kept)
    const ready = steps.map((step) => prepare(step, stream, over.signal))
    const outputs: unknown[] = []
    const onItems = options.onItems ?? ((items: readonly unknown[]) => void outputs.push(...items))
    const tell = (result: StreamResult, output: unknown): Ending => ({
      ...{ ...result, output, samples: samples.list() },
      steps: ready.map(({ recorder }) => recorder.stats()),
    })

    const failure = await open(ready)
    if (failure) return tell({ failure, errors: [], moreErrors: 0 }, undefined)
    if (stream === null) {
      const { output, ...result } = await runOne(ready, input, onError, samples)
      return tell(result, output)
    }
    const source = isSource(input) ? input : []
    const result = await runStream({ steps: ready, source, onError, samples, clock, over, onItems, onProgress })
    if (result.failure) forget(steps, ready, stream)
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
      const ending = read.ok ? await runSteps(read.value, input, options, over) : nothingDone(read.error)
      signal?.removeEventListener('abort', cancel)
      const { failure, output, ...measures } = ending
      const told = { ...measures, durationMs: clock.now() - since }
      return failure ? { ok: false, ...failure, ...told } : { ok: true, output, ...told }
    },
  }
}

function readSteps(steps: readonly Step[]): Result<readonly ReadStep[], Failure> {
  if (steps.length === 0) return fail(failureOf('INPUT', '', 0, 'The pipeline has no steps', 'Add a step: a plugin.'))
  if (steps.length > maxSteps) {
    const message = `The pipeline has ${steps.length} steps; the limit is ${maxSteps}`
    return fail(failureOf('INPUT', '', maxSteps, message, 'Have one plugin do the work of several steps.'))
  }
  const read: ReadStep[] = []
  for (const [step, { plugin, version, config }] of steps.entries()) {
    const values = config === undefined ? ok(null) : readConfig(config)
    if (!values.ok) return fail(failureOf('CONFIG', plugin, step, configMessage([values.error])))
    read.push({ plugin, range: version, values: values.value })
  }
  return ok(read)
}

function noStream(steps: readonly Step[]): Failure {
  const hint = 'Give a list, such as [1, 2, 3], or run the pipeline on one value.'
  return failureOf('INPUT', steps[0]?.plugin ?? '', 0, 'The input is no list of items', hint)
}

function failureOf(code: PluginErrorCode, plugin: string, step: number, message: string, hint?: string): Failure {
  const subject = { plugin, version: null, generation: null }
  return { error: pluginError(code, code === 'CONFIG' ? 'config' : 'execute', subject, message, { hint }), step }
}

function nothingDone(failure: Failure): Ending {
  return { failure, errors: [], moreErrors: 0, output: undefined, samples: [], steps: [] }
}
