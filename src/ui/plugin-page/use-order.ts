import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { PluginFailure, type PluginError } from '../../kernel/errors'
import type { SwapReport, UnloadReceipt } from '../../kernel/reports'

/** A command to the plugin system, and how it ended. */
export interface Order {
  readonly isBusy: Ref<boolean>
  /** Why the newest one was refused; `null` where it was not. */
  readonly refusal: ShallowRef<PluginError | null>
  give(command: () => Promise<SwapReport | UnloadReceipt | null>): Promise<void>
}

/** One order at a time; what was told of another plugin's goes with it. */
export function useOrder(plugin: () => string): Order {
  const isBusy = ref(false)
  const refusal = shallowRef<PluginError | null>(null)
  watch(plugin, () => (refusal.value = null))
  return {
    isBusy,
    refusal,
    async give(command) {
      if (isBusy.value) return
      const subject = plugin()
      isBusy.value = true
      refusal.value = null
      try {
        const report = await command()
        if (report !== null && 'ok' in report && !report.ok && plugin() === subject) refusal.value = report.error
      } catch (error) {
        if (!(error instanceof PluginFailure)) throw error
        refusal.value = error.error
      } finally {
        isBusy.value = false
      }
    },
  }
}
