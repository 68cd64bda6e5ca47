import { defineStore } from 'pinia'
import { computed, shallowReactive, shallowRef, watch } from 'vue'
import type { PipelineProgress, PipelineReport } from '../kernel/pipeline/pipeline-report'
import type { Step } from '../kernel/pipeline/step'
import { fail, ok, type Result } from '../kernel/result'
import { parseInput } from './inputs'
import { usePipelineDrafts, type PipelineDraft } from './pipeline-drafts'
import { usePipelineFile } from './pipeline-file'
import { createOutputCollector, type OutputCollector } from './pipeline-output'
import { usePipelinePageStore } from './pipeline-page'
import { usePipelineSelection } from './pipeline-selection'
import { readStep } from './pipeline-steps'
import { usePipelinesStore } from './pipelines'
import { usePermissionAsksStore } from './permission-asks'
import { useStatusStore } from './status'

/** One run of a pipeline, under way or over. Another object whenever something of it is new. */
export interface PipelineRun {
  readonly isStream: boolean
  /** Ids of the steps as they were when it began. */
  readonly steps: readonly number[]
  /** Bytes that are to be read; `null` where nobody knows. */
  readonly totalBytes: number | null
  readonly progress: PipelineProgress | null
  /** Milliseconds since it began. */
  readonly elapsedMs: number
  /** `null` while it is under way. */
  readonly report: PipelineReport | null
  /** What came out of a stream. */
  readonly output: OutputCollector | null
}

/** Items of each place between the steps that can be looked at. */
const sampledItems = 50

interface Input {
  readonly value: unknown
  readonly isStream: boolean
  readonly totalBytes: number | null
}

/** Runs the pipeline on screen, and keeps the newest run of each. */
export const usePipelineRun = defineStore('pipeline-run', () => {
  const pipelines = usePipelinesStore()
  const page = usePipelinePageStore()
  const drafts = usePipelineDrafts()
  const files = usePipelineFile()
  const selection = usePipelineSelection()
  const status = useStatusStore()
  const asks = usePermissionAsksStore()

  const runs = shallowReactive(new Map<string, PipelineRun>())
  const controllers = new Map<string, AbortController>()
  /** Why the newest try did not begin. */
  const refusal = shallowRef<string | null>(null)

  const current = computed(() => (page.name === null ? null : (runs.get(page.name) ?? null)))
  const isRunning = computed(() => current.value !== null && current.value.report === null)

  // What was refused for want of a file may be tried again.
  watch(
    () => files.current,
    () => (refusal.value = null),
  )

  function inputOf({ inputKind, value, list }: PipelineDraft): Result<Input, string> {
    if (inputKind === 'file') {
      const file = files.open()
      return file ? ok({ value: file, isStream: true, totalBytes: file.size }) : fail('Choose a file first.')
    }
    const parsed = parseInput(inputKind === 'list' ? list : value)
    if (!parsed.ok) return fail(parsed.message)
    if (inputKind === 'value') return ok({ value: parsed.value, isStream: false, totalBytes: null })
    if (!Array.isArray(parsed.value)) return fail('The list must be a JSON array, such as ["one", "two"].')
    return ok({ value: parsed.value, isStream: true, totalBytes: null })
  }

  function stepsOf({ steps }: PipelineDraft): Result<readonly Step[], string> {
    if (steps.length === 0) return fail('Add a step first: a plugin.')
    const read: Step[] = []
    for (const [place, draft] of steps.entries()) {
      const step = readStep(draft)
      if (!step.ok) {
        selection.current = { kind: 'step', id: draft.id }
        return fail(`Mend the config of step ${place + 1} first: ${step.error}`)
      }
      read.push(step.value)
    }
    return ok(read)
  }

  /** A newer run takes the place of one that is under way. */
  async function run(): Promise<void> {
    const { name } = page
    const draft = drafts.current
    if (name === null || draft === null) return
    const steps = stepsOf(draft)
    const input = steps.ok ? inputOf(draft) : steps
    refusal.value = input.ok ? null : input.error
    if (!steps.ok || !input.ok) return
    const commands = pipelines.saved()
    if (!commands) {
      refusal.value = 'Hotplug is still starting. Try it again in a moment.'
      return
    }
    controllers.get(name)?.abort()
    const controller = new AbortController()
    controllers.set(name, controller)

    const { value, isStream, totalBytes } = input.value
    const since = performance.now()
    const output = isStream ? createOutputCollector() : null
    const begun = { isStream, totalBytes, output, steps: draft.steps.map(({ id }) => id) }
    const keep = (progress: PipelineProgress | null, report: PipelineReport | null) => {
      if (controllers.get(name) === controller)
        runs.set(name, { ...begun, progress, report, elapsedMs: performance.now() - since })
    }
    keep(null, null)
    let newest: PipelineProgress | null = null
    const report = await commands.run(steps.value, value, {
      ...{ stream: isStream, onError: draft.onError, signal: controller.signal, samples: sampledItems },
      ...(output ? { onItems: (items: readonly unknown[]) => output.take(items) } : {}),
      onProgress(progress) {
        newest = progress
        keep(progress, null)
      },
    })
    keep(newest, report)
    if (controllers.get(name) !== controller) return
    controllers.delete(name)
    status.announcement = report.ok
      ? `${name} has run`
      : `${name} failed in step ${report.step + 1}: ${report.error.message}`
    if (!report.ok && page.name === name) asks.offer(report.error)
  }

  function cancel(): void {
    if (page.name !== null) controllers.get(page.name)?.abort()
  }

  return { current, isRunning, refusal, run, cancel }
})
