import { defineStore } from 'pinia'
import { computed } from 'vue'
import { usePipelinePageStore } from './pipeline-page'
import { usePluginPageStore } from './plugin-page'

/** What stands in the middle: the open file, or a page that lies over it. */
export const useOnScreenStore = defineStore('on-screen', () => {
  const plugin = usePluginPageStore()
  const pipeline = usePipelinePageStore()
  const kind = computed<'file' | 'plugin' | 'pipeline'>(() => {
    if (pipeline.name !== null) return 'pipeline'
    return plugin.isOpen ? 'plugin' : 'file'
  })
  return { kind }
})
