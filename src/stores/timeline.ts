import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'
import type { PluginError } from '../kernel/errors'
import type { SwapPhase } from '../kernel/reports'
import { onFolderMove } from '../workspace/folder-moves'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'
import { useScreenEvents } from './screen-events'

/** A part of a swap: when it began, counted from the save, and how long it took. */
export interface Span {
  readonly phase: SwapPhase
  readonly startMs: number
  readonly durationMs: number
  /** Says why it cost nothing: 'while typing'. */
  readonly note: string | null
}

/** One save as a waterfall. */
export interface SwapTimeline {
  readonly swap: number
  plugin: string
  readonly at: number
  readonly spans: Span[]
  generation: number | null
  predecessor: number | null
  error: PluginError | null
  outcome: 'under way' | 'committed' | 'refused'
}

const maxSwaps = 100

/** The time that each save's parts took, newest first. */
export const useTimelineStore = defineStore('timeline', () => {
  const { workspace } = usePlayground()
  const plugins = usePluginsStore()
  const swaps = reactive<SwapTimeline[]>([])
  /** The save that is shown; the newest of the plugin on screen where `null`. */
  const chosen = ref<number | null>(null)

  const ofPlugin = computed(() => swaps.filter((swap) => swap.plugin === plugins.current))
  const shown = computed(() => ofPlugin.value.find((swap) => swap.swap === chosen.value) ?? ofPlugin.value[0] ?? null)

  function choose(swap: number | null): void {
    chosen.value = swap
  }

  onFolderMove(workspace, (from, to) => {
    for (const swap of swaps.filter(({ plugin }) => plugin === from))
      if (to === null) swaps.splice(swaps.indexOf(swap), 1)
      else swap.plugin = to
  })

  useScreenEvents().on((event) => {
    switch (event.type) {
      case 'swap-started':
        // Events are held back, and its folder may have gone meanwhile.
        if (!workspace.plugins().includes(event.plugin)) return
        swaps.unshift({
          swap: event.swap,
          plugin: event.plugin,
          at: event.at,
          spans: [],
          generation: null,
          predecessor: null,
          error: null,
          outcome: 'under way',
        })
        swaps.splice(maxSwaps)
        if (event.plugin === plugins.current) chosen.value = null
        return
      case 'swap-phase': {
        const { phase, startMs, durationMs, note = null } = event
        swaps.find((swap) => swap.swap === event.swap)?.spans.push({ phase, startMs, durationMs, note })
        return
      }
      case 'swap-committed':
      case 'swap-refused': {
        const swap = swaps.find((other) => other.swap === event.swap)
        if (!swap) return
        if (event.type === 'swap-refused') {
          swap.outcome = 'refused'
          swap.error = event.error
          return
        }
        swap.outcome = 'committed'
        swap.generation = event.generation
        swap.predecessor = event.predecessor?.generation ?? null
        return
      }
    }
  })

  return { ofPlugin, shown, choose }
})
