import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useLayoutStore } from './layout'

/** In the order in which they stand. */
export const pluginPageTabs = [
  'state',
  'config',
  'versions',
  'health',
  'middleware',
  'dependencies',
  'permissions',
  'data',
  'receipts',
] as const
export type PluginPageTab = (typeof pluginPageTabs)[number]

/** Whether the page of the current plugin lies over the editor, and what of it is on screen. */
export const usePluginPageStore = defineStore('plugin-page', () => {
  const layout = useLayoutStore()
  const isOpen = ref(false)
  const tab = ref<PluginPageTab>('state')

  function open(shown = tab.value): void {
    tab.value = shown
    isOpen.value = true
    layout.mobilePane = 'code'
  }

  function close(): void {
    isOpen.value = false
  }

  return { isOpen, tab, open, close }
})
