import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { PluginError } from '../../kernel/errors'
import type { Origin } from '../../sdk'
import { coalesce } from '../../stores/coalesce'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'
import { useScreenEvents } from '../../stores/screen-events'
import { useStatusStore } from '../../stores/status'

export interface KeptState {
  readonly value: unknown
  readonly from: Origin
}

export interface StateView {
  /** The state that was taken last; `null` where none was, `undefined` until Hotplug can tell. */
  readonly kept: Readonly<ShallowRef<KeptState | null | undefined>>
  /** What the last command on the screen failed with. */
  readonly error: Readonly<ShallowRef<PluginError | null>>
  /** The newest save, where it was refused for the sake of the state. */
  readonly refused: ComputedRef<PluginError | null>
  readonly isBusy: Readonly<Ref<boolean>>
  take(): Promise<void>
  clear(): void
  saveWithout(): Promise<void>
}

/** Events after which there may be another state. */
const turns: ReadonlySet<string> = new Set(['changed', 'swap-committed', 'swap-refused', 'restarted', 'unloaded'])

/** What a plugin hands from one generation to the next, and the commands on it. */
export function useKeptState(plugin: () => string): StateView {
  const { hotplug, kernel } = usePlayground()
  const plugins = usePluginsStore()
  const status = useStatusStore()
  const screen = useScreenEvents()
  const kept = shallowRef<KeptState | null | undefined>(undefined)
  const error = shallowRef<PluginError | null>(null)
  const isBusy = ref(false)
  const stops: (() => void)[] = []
  let isGone = false

  const refused = computed(() => {
    const lastError = plugins.list.find(({ name }) => name === plugin())?.status?.lastError
    return lastError?.code === 'STATE' ? lastError : null
  })

  function read(): void {
    if (isGone) return
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

  const readSoon = coalesce(read, queueMicrotask)
  // Before this the kernel cannot tell.
  void kernel.complete().then(() => {
    if (isGone) return
    stops.push(
      screen.on(({ type }) => {
        if (turns.has(type)) readSoon()
      }),
    )
    read()
    stops.push(
      watch(plugin, () => {
        error.value = null
        read()
      }),
    )
  }, reportError)
  onScopeDispose(() => {
    isGone = true
    for (const stop of stops) stop()
  })

  return {
    ...{ kept, error, refused, isBusy },
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
