import { defineStore } from 'pinia'
import { computed, reactive } from 'vue'
import type { PluginError } from '../kernel/errors'
import type { HostEvent } from '../kernel/events'
import type { PluginSource } from '../kernel/ports'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'
import { useScreenEvents } from './screen-events'

/** One save on the generation strip. */
export interface Bead {
  /** The number of the save; unique. */
  readonly swap: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** The files of this save, to compare and to go back to. */
  readonly source: PluginSource
  /** `staging` until the commit; `failed` beads never touch the wire; `crashed` ones served, and ended by themselves. */
  state: 'staging' | 'live' | 'draining' | 'gone' | 'failed' | 'crashed' | 'quarantined'
  generation: number | null
  version: string | null
  /** Calls that a draining generation still has to finish, and how many there were when the drain began. */
  pendingCalls: number
  drainedCalls: number
  /** It serves again because the one after it crashed. */
  isBack: boolean
  /** It crashed and was started again from the same build. */
  isRestarted: boolean
  /** Milliseconds from the save to the commit. */
  durationMs: number | null
  /** Milliseconds from the save to its first output on screen. */
  outputMs: number | null
  error: PluginError | null
}

/** More beads than a person can look back on; older ones leave the strip, and their sources with them. */
const maxBeads = 200

/** Every save of this session, for each plugin, oldest first. */
export const useGenerationsStore = defineStore('generations', () => {
  const { kernel } = usePlayground()
  const plugins = usePluginsStore()
  const beads = reactive(new Map<string, Bead[]>())

  const current = computed<readonly Bead[]>(() => beads.get(plugins.current) ?? [])
  const live = computed(() => current.value.findLast((bead) => bead.state === 'live') ?? null)
  /** Generations that still finish calls, over all plugins. */
  const draining = computed(() => [...beads.values()].flat().filter((bead) => bead.state === 'draining').length)

  function of(plugin: string): readonly Bead[] {
    return beads.get(plugin) ?? []
  }

  function bySwap(plugin: string, swap: number): Bead | undefined {
    return beads.get(plugin)?.findLast((bead) => bead.swap === swap)
  }

  function byGeneration(plugin: string, generation: number | null): Bead | undefined {
    if (generation === null) return undefined
    return beads.get(plugin)?.findLast((bead) => bead.generation === generation && bead.state !== 'failed')
  }

  function isServing(plugin: string, generation: number | null): boolean {
    return kernel.status().some((status) => status.name === plugin && status.generation === generation)
  }

  function add(event: HostEvent & { type: 'swap-started' }): void {
    const list = beads.get(event.plugin) ?? []
    list.push({
      swap: event.swap,
      at: event.at,
      source: event.source,
      state: 'staging',
      generation: null,
      version: null,
      pendingCalls: 0,
      drainedCalls: 0,
      isBack: false,
      isRestarted: false,
      durationMs: null,
      outputMs: null,
      error: null,
    })
    if (list.length > maxBeads) list.splice(0, list.length - maxBeads)
    beads.set(event.plugin, list)
  }

  useScreenEvents().on((event) => {
    switch (event.type) {
      case 'swap-started':
        return add(event)
      case 'swap-committed': {
        const bead = bySwap(event.plugin, event.swap)
        if (bead) {
          bead.state = 'live'
          bead.generation = event.generation
          bead.version = event.version
          bead.durationMs = event.timings['total'] ?? null
        }
        return
      }
      case 'swap-phase': {
        const bead = bySwap(event.plugin, event.swap)
        if (bead && event.phase === 'output') bead.outputMs = event.startMs + event.durationMs
        return
      }
      case 'swap-refused': {
        const bead = bySwap(event.plugin, event.swap)
        if (!bead) return
        if (event.error.code === 'SUPERSEDED') {
          const list = beads.get(event.plugin) ?? []
          list.splice(list.indexOf(bead), 1)
          return
        }
        bead.state = 'failed'
        bead.error = event.error
        bead.version = event.error.version
        return
      }
      case 'restarted': {
        const bead = byGeneration(event.plugin, event.generation)
        if (bead) {
          bead.state = 'live'
          bead.error = null
          if (event.rolledBackFrom === null) bead.isRestarted = true
          else bead.isBack = true
        }
        const culprit = event.rolledBackFrom === null ? undefined : byGeneration(event.plugin, event.rolledBackFrom)
        if (culprit) {
          culprit.state = 'crashed'
          culprit.error = event.reason
        }
        return
      }
      case 'draining': {
        const bead = byGeneration(event.plugin, event.generation)
        if (bead) {
          if (bead.state !== 'draining') bead.drainedCalls = event.pendingCalls
          bead.state = 'draining'
          bead.pendingCalls = event.pendingCalls
        }
        return
      }
      case 'unloaded': {
        const bead = byGeneration(event.receipt.plugin, event.receipt.generation)
        // A generation that was brought back while it drained goes on in another worker.
        if (bead && bead.state !== 'crashed' && !isServing(event.receipt.plugin, event.receipt.generation)) {
          bead.state = bead.state === 'quarantined' ? 'crashed' : 'gone'
          bead.pendingCalls = 0
          bead.isBack = false
        }
        return
      }
      case 'state': {
        const bead = byGeneration(event.plugin, event.generation)
        if (!bead) return
        if (event.to === 'quarantined') bead.state = 'quarantined'
        else if (event.to === 'crashed' && bead.state === 'live') bead.state = 'crashed'
        else if (event.to === 'stopped' && bead.state === 'quarantined') bead.state = 'crashed'
        return
      }
      case 'error': {
        const bead = byGeneration(event.error.plugin, event.error.generation)
        if (bead?.state === 'crashed' || bead?.state === 'quarantined') bead.error = event.error
        return
      }
    }
  })

  return { current, live, draining, of }
})
