import { computed, type ComputedRef } from 'vue'
import type { JsonSchema } from '../../kernel/ports'
import { usePluginsStore } from '../../stores/plugins'
import { useDetails } from '../plugin-page/use-details'

/** What the plugin on screen says of its inputs: the `inputSchema` of what serves; `undefined` where it has none. */
export function useInputSchema(): ComputedRef<JsonSchema | undefined> {
  const plugins = usePluginsStore()
  const details = useDetails(() => plugins.current)
  return computed(() => details.value?.manifest?.inputSchema)
}
