import { defineStore } from 'pinia'
import { computed, nextTick, shallowReactive, shallowRef, watch } from 'vue'
import type { CallReport, PluginStatus } from '../kernel/reports'
import { parseInput, useInputsStore } from './inputs'
import { onFolderMove } from '../workspace/folder-moves'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'
import { runsByItself } from './runs-by-itself'
import { useStatusStore } from './status'

/** One run and how it ended. */
export interface RunRecord {
  readonly plugin: string
  /** The JSON text that went in. */
  readonly inputText: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly report: CallReport
}

interface PluginRuns {
  /** The newest run. */
  readonly last: RunRecord | null
  /** The newest good run of another generation on the same input, to show the difference to. */
  readonly before: RunRecord | null
}

const none: PluginRuns = { last: null, before: null }

/** Runs the plugin on screen, and keeps its last output and the one to compare it with. */
export const useRunStore = defineStore('run', () => {
  const { hotplug, kernel, events, workspace } = usePlayground()
  const plugins = usePluginsStore()
  const inputs = useInputsStore()
  const status = useStatusStore()

  const runs = shallowReactive(new Map<string, PluginRuns>())
  const controllers = new Map<string, AbortController>()
  const running = shallowReactive(new Set<string>())
  const refusal = shallowRef<string | null>(null)

  const last = computed(() => (runs.get(plugins.current) ?? none).last)
  const before = computed(() => (runs.get(plugins.current) ?? none).before)
  const isRunning = computed(() => running.has(plugins.current))

  /** Runs the plugin with its selected input. A newer run takes the place of one that is under way. */
  async function run(plugin = plugins.current): Promise<void> {
    const inputText = inputs.textOf(plugin)
    const input = parseInput(inputText)
    refusal.value = input.ok ? null : input.message
    if (!input.ok) return
    controllers.get(plugin)?.abort()
    const controller = new AbortController()
    controllers.set(plugin, controller)
    running.add(plugin)
    const report = await kernel.run(plugin, input.value, { signal: controller.signal })
    if (controllers.get(plugin) !== controller) return
    controllers.delete(plugin)
    running.delete(plugin)
    keep({ plugin, inputText, at: Date.now(), report })
  }

  function cancel(): void {
    controllers.get(plugins.current)?.abort()
  }

  function keep(record: RunRecord): void {
    const { last, before } = runs.get(record.plugin) ?? none
    const comparable = [last, before].find(
      (other) =>
        other?.report.ok &&
        other.inputText === record.inputText &&
        (!record.report.ok || other.report.generation !== record.report.generation),
    )
    runs.set(record.plugin, { last: record, before: comparable ?? null })
  }

  /** Saves the plugin; if the swap is committed, its last input runs again at once. */
  function save(plugin = plugins.current): Promise<unknown> {
    return hotplug.save(plugin)
  }

  async function rerun(plugin: string, swap: number, sinceSaveMs: number): Promise<void> {
    const started = performance.now()
    await run(plugin)
    await nextTick()
    events.emit({
      type: 'swap-phase',
      plugin,
      swap,
      phase: 'output',
      startMs: sinceSaveMs,
      durationMs: performance.now() - started,
    })
  }

  function servingOf(plugin: string): PluginStatus | null {
    return kernel.status().find(({ name, generation }) => name === plugin && generation !== null) ?? null
  }

  watch(
    () => plugins.current,
    (plugin) => {
      const hasRun = runs.has(plugin) || running.has(plugin)
      if (runsByItself({ type: 'shown' }, { hasRun, serving: () => servingOf(plugin) })) void run(plugin)
    },
  )

  events.on((event) => {
    if (event.type !== 'swap-committed') return
    const { plugin, swap, predecessor, timings } = event
    // While the page starts, plugins come up that nobody has saved.
    const isSaved = status.isReady || predecessor !== null
    const occasion = { type: 'committed', isOnScreen: plugin === plugins.current, isSaved } as const
    if (runsByItself(occasion, { hasRun: runs.has(plugin), serving: () => servingOf(plugin) }))
      void rerun(plugin, swap, timings['total'] ?? 0)
  })

  onFolderMove(workspace, (from, to) => {
    // What is inside is let end, and its output belongs to nobody who could look at it.
    if (to === null) controllers.get(from)?.abort()
    controllers.delete(from)
    running.delete(from)
    const { last, before } = runs.get(from) ?? none
    runs.delete(from)
    if (to !== null && last)
      runs.set(to, { last: { ...last, plugin: to }, before: before && { ...before, plugin: to } })
  })

  return { last, before, isRunning, refusal, run, cancel, save }
})
