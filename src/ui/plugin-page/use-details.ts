import { shallowRef, type ShallowRef } from 'vue'
import type { PluginDetails } from '../../kernel/details'
import { useKernelView } from '../../stores/kernel-view'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'

/** What a plugin is made of, kept up to date; `null` until Hotplug can tell. */
export function useDetails(plugin: () => string): Readonly<ShallowRef<PluginDetails | null>> {
  const { kernel } = usePlayground()
  const plugins = usePluginsStore()
  const details = shallowRef<PluginDetails | null>(null)

  function read(): void {
    details.value = kernel.details(plugin())
  }

  useKernelView({ read, watched: [plugin, () => plugins.list] })
  return details
}
