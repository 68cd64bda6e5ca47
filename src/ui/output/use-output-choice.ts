import { computed, reactive, type ComputedRef } from 'vue'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'

interface Choice {
  /** The kind that the person chose; `null` for the best one. */
  readonly kind: string | null
  readonly showsDifference: boolean
}

export interface OutputChoice {
  /** How the person wants to see the outputs of the plugin on screen. */
  readonly choice: ComputedRef<Choice>
  change(change: Partial<Choice>): void
}

const unchosen: Choice = { kind: null, showsDifference: true }

/** The choices are kept with each plugin. */
export function useOutputChoice(): OutputChoice {
  const { workspace } = usePlayground()
  const plugins = usePluginsStore()
  const read = reactive(new Map<string, Choice>())

  const choice = computed(() => {
    const plugin = plugins.current
    if (!plugin) return unchosen
    return read.get(plugin) ?? fromStored(workspace.settingsOf(plugin).get('output'))
  })

  return {
    choice,
    change(change) {
      const plugin = plugins.current
      if (!plugin) return
      const next = { ...choice.value, ...change }
      read.set(plugin, next)
      workspace.settingsOf(plugin).set('output', next)
    },
  }
}

function fromStored(stored: unknown): Choice {
  if (typeof stored !== 'object' || stored === null) return unchosen
  const { kind, showsDifference } = stored as { kind?: unknown; showsDifference?: unknown }
  return { kind: typeof kind === 'string' ? kind : null, showsDifference: showsDifference !== false }
}
