import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { PluginDetails } from '../../kernel/details'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'

/** What a plugin is made of, kept up to date; `null` until Hotplug can tell. */
export function useDetails(plugin: () => string): Readonly<ShallowRef<PluginDetails | null>> {
  const { kernel } = usePlayground()
  const plugins = usePluginsStore()
  const details = shallowRef<PluginDetails | null>(null)
  let isGone = false
  let stop: () => void = () => undefined

  // Before this the kernel cannot tell.
  void kernel.complete().then(() => {
    if (!isGone)
      stop = watch([plugin, () => plugins.list], () => (details.value = kernel.details(plugin())), { immediate: true })
  }, reportError)
  onScopeDispose(() => {
    isGone = true
    stop()
  })
  return details
}
