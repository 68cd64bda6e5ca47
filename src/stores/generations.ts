import { defineStore } from 'pinia'
import { computed, reactive } from 'vue'
import { onFolderMove } from '../workspace/folder-moves'
import { applyEvent, type Bead } from './bead-history'
import { usePlayground } from './playground'
import { pluginOf, usePluginsStore } from './plugins'
import { useScreenEvents } from './screen-events'

/** Every save of this session, for each plugin, oldest first. */
export const useGenerationsStore = defineStore('generations', () => {
  const { kernel, workspace } = usePlayground()
  const plugins = usePluginsStore()
  const beads = reactive(new Map<string, Bead[]>())

  const current = computed<readonly Bead[]>(() => of(plugins.current))
  const live = computed(() => current.value.findLast((bead) => bead.state === 'live') ?? null)
  /** Generations that still finish calls, over all plugins. */
  const draining = computed(() => [...beads.values()].flat().filter((bead) => bead.state === 'draining').length)

  function of(plugin: string): readonly Bead[] {
    return beads.get(plugin) ?? []
  }

  // Under another name a plugin begins with generation 1: what was before cannot be gone back to.
  onFolderMove(workspace, (from) => beads.delete(from))

  useScreenEvents().on((event) => {
    const plugin = pluginOf(event)
    // Events are held back, and its folder may have gone meanwhile.
    if (event.type === 'swap-started' && !beads.has(plugin) && workspace.plugins().includes(plugin))
      beads.set(plugin, [])
    const list = beads.get(plugin)
    if (list)
      applyEvent(list, event, (generation) =>
        kernel.status().some((status) => status.name === plugin && status.generation === generation),
      )
  })

  return { current, live, draining, of }
})
