import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useEditorStore } from './editor'
import { useInputsStore } from './inputs'
import { usePlayground } from './playground'

/** The plugin that the page's address brought: it waits for the person's word before it runs. */
export const useSharedPluginStore = defineStore('shared-plugin', () => {
  const { folders } = usePlayground()
  const editor = useEditorStore()
  const inputs = useInputsStore()
  const waiting = shallowRef(folders.shared.waiting)

  function show(): void {
    if (!waiting.value) return
    const { name, inputText } = waiting.value
    waiting.value = null
    editor.openPlugin(name)
    if (inputText === null) return
    inputs.add('shared')
    inputs.setText(inputText)
  }

  async function accept(): Promise<void> {
    show()
    await folders.shared.accept()
  }

  function dismiss(): void {
    show()
    folders.shared.dismiss()
  }

  return { waiting, accept, dismiss }
})
