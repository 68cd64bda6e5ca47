import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { useLayoutStore } from './layout'
import { usePluginPageStore } from './plugin-page'

/** Which pipeline's page lies over the editor, if one does. Its input and output are then those of the Run panel. */
export const usePipelinePageStore = defineStore('pipeline-page', () => {
  const layout = useLayoutStore()
  const plugin = usePluginPageStore()
  const name = ref<string | null>(null)

  function open(pipeline: string): void {
    plugin.close()
    name.value = pipeline
    layout.mobilePane = 'code'
  }

  function close(): void {
    name.value = null
  }

  watch(
    () => plugin.isOpen,
    (isOpen) => isOpen && close(),
    { flush: 'sync' },
  )

  return { name, open, close }
})
