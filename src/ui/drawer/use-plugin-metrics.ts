import { useIntervalFn } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'
import type { Metrics } from '../../kernel/middleware/call-metrics'
import { useKernelView } from '../../stores/kernel-view'
import { usePlayground } from '../../stores/playground'
import { usePluginsStore } from '../../stores/plugins'

/** The calls of one plugin, as the middleware counts them. */
export interface PluginMetrics extends Metrics {
  readonly plugin: string
}

/** Calls begin and end too often to draw each: their numbers are read so often, in milliseconds. */
const readEveryMs = 500

/** Every plugin that was called, by name, for as long as it is on screen. */
export function usePluginMetrics(): Readonly<ShallowRef<readonly PluginMetrics[]>> {
  const { kernel } = usePlayground()
  const plugins = usePluginsStore()
  const metrics = shallowRef<readonly PluginMetrics[]>([])

  function read(): void {
    const names = new Set(kernel.status().map(({ name }) => name))
    metrics.value = [...names]
      .map((plugin) => ({ plugin, ...kernel.middleware.metrics(plugin) }))
      .filter(({ calls, inFlight }) => calls > 0 || inFlight > 0)
  }

  useIntervalFn(useKernelView({ read, watched: [() => plugins.list] }), readEveryMs)
  return metrics
}
