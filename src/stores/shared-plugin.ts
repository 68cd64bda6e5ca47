import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useEditorStore } from './editor'
import { usePlayground } from './playground'
import { useStatusStore } from './status'

/** The plugin that the page's address brought: it is on screen to be read, and runs at the person's word. */
export const useSharedPluginStore = defineStore('shared-plugin', () => {
  const { shared } = usePlayground().folders
  const editor = useEditorStore()
  const status = useStatusStore()
  const waiting = shallowRef(shared.waiting)

  function follow(): void {
    waiting.value = shared.waiting
    if (waiting.value) editor.open(`${waiting.value.name}/index.ts`)
    if (shared.problem !== null) status.toast('bad', 'The link could not be opened', shared.problem)
  }

  shared.on(follow)
  follow()

  return { waiting, accept: () => shared.accept(), dismiss: () => shared.dismiss() }
})
