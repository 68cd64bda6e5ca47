import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { KeptState } from '../../kernel/active-version'
import type { PluginError } from '../../kernel/errors'
import { useGenerationsStore } from '../../stores/generations'
import { useKernelView } from '../../stores/kernel-view'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'
import { useStatusStore } from '../../stores/status'

export interface StateView {
  /** The state that was taken last; `null` where none was, `undefined` until Hotplug can tell. */
  readonly kept: Readonly<ShallowRef<KeptState | null | undefined>>
  /** What the last command on the screen failed with. */
  readonly error: Readonly<ShallowRef<PluginError | null>>
  /** The newest save, where it was refused for the sake of the state. */
  readonly refused: ComputedRef<PluginError | null>
  /** Whether that was a save, and not an earlier generation, or a config, that was to be swapped in. */
  readonly isSave: ComputedRef<boolean>
  readonly isBusy: Readonly<Ref<boolean>>
  take(): Promise<void>
  clear(): void
  saveWithout(): Promise<void>
}

/** Events after which there may be another state. */
const rereadOn: ReadonlySet<string> = new Set(['changed', 'swap-committed', 'swap-refused', 'restarted', 'unloaded'])

/** What a plugin hands from one generation to the next, and the commands on it. */
export function useKeptState(plugin: () => string): StateView {
  const { hotplug, kernel } = usePlayground()
  const plugins = usePluginsStore()
  const generations = useGenerationsStore()
  const status = useStatusStore()
  const kept = shallowRef<KeptState | null | undefined>(undefined)
  const error = shallowRef<PluginError | null>(null)
  const isBusy = ref(false)

  const refused = computed(() => {
    const lastError = plugins.list.find(({ name }) => name === plugin())?.status?.lastError
    return lastError?.code === 'STATE' ? lastError : null
  })

  const isSave = computed(() => {
    const beads = generations.of(plugin())
    return !beads.some(({ generation, source }) => generation !== null && source === beads.at(-1)?.source)
  })

  function read(): void {
    const from = kernel.stateOrigin(plugin())
    kept.value = from && { value: kernel.state(plugin()), from }
  }

  /** Runs one command at a time; its failure is told only while its plugin is on screen. */
  async function attempt(done: string, command: (name: string) => Promise<PluginError | null>): Promise<void> {
    if (isBusy.value) return
    const name = plugin()
    isBusy.value = true
    error.value = null
    const failure = await command(name)
    isBusy.value = false
    if (failure === null) status.announcement = done
    if (name === plugin()) error.value = failure
  }

  watch(plugin, () => (error.value = null))
  useKernelView({ read, heard: ({ type }) => rereadOn.has(type), watched: [plugin] })

  return {
    ...{ kept, error, refused, isSave, isBusy },
    take: () =>
      attempt('The state was taken', async (name) => {
        const taken = await kernel.takeState(name)
        return taken.ok ? null : taken.error
      }),
    clear() {
      error.value = null
      hotplug.clearState(plugin())
      status.announcement = 'The state is cleared'
    },
    saveWithout: () =>
      attempt('Saved without the state', async (name) => {
        const report = await hotplug.save(name, { withoutState: true })
        return report.ok ? null : report.error
      }),
  }
}
