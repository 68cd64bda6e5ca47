import { useIntervalFn } from '@vueuse/core'
import { shallowRef, watch, type Ref } from 'vue'
import type { PluginStatus } from '../../kernel/reports'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'

/** Calls begin and end too often to draw each: their numbers are read so often, in milliseconds. */
const readEveryMs = 500

/** What the kernel says of a plugin, its numbers of calls among it, for as long as it is on screen. */
export function useLiveStatus(plugin: () => string): Readonly<Ref<readonly PluginStatus[]>> {
  const { hotplug } = usePlayground()
  const plugins = usePluginsStore()
  const statuses = shallowRef<readonly PluginStatus[]>([])

  function read(): void {
    statuses.value = hotplug.plugins().filter(({ name }) => name === plugin())
  }

  watch([plugin, () => plugins.list], read, { immediate: true })
  useIntervalFn(read, readEveryMs)
  return statuses
}
