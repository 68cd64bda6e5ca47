import { Repl, useStore, type ReplProps } from '@vue/repl'
import '@vue/repl/style.css'
import { createApp, h, ref } from 'vue'
import vueUrl from 'vue/dist/vue.runtime.esm-browser.prod.js?url'

declare global {
  interface Window {
    /** Sets the source of plugin.ts and resolves with the milliseconds until the preview shows its output. */
    showSource(text: string, mark: string): Promise<number>
  }
}

const sdk = `data:text/javascript,${encodeURIComponent('export const definePlugin = (plugin) => plugin')}`
const app = `<script setup lang="ts">
import plugin from './plugin.ts'
import { onMounted } from 'vue'
const output = plugin.execute('x')
onMounted(() => parent.postMessage({ output }, '*'))
</script>
<template>{{ output }}</template>
`

const store = useStore({
  builtinImportMap: ref({ imports: { vue: new URL(vueUrl, location.href).href, hotplug: sdk } }),
  resourceLinks: ref({ esModuleShims: 'data:text/javascript,' }),
})
await store.setFiles({ 'src/App.vue': app, 'src/plugin.ts': 'export default { execute: () => "start" }' })
store.setActive('src/plugin.ts')

/** The component wants an editor; without one its own work alone is measured. */
const NoEditor = (() => null) as unknown as ReplProps['editor']

createApp(() => h(Repl, { store, editor: NoEditor, ssr: false, clearConsole: false })).mount('#app')

window.showSource = (text, mark) =>
  new Promise((resolve) => {
    const listen = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'object' || data === null || !('output' in data)) return
      if (!String(data.output).startsWith(mark)) return
      removeEventListener('message', listen)
      resolve(performance.now() - saved)
    }
    addEventListener('message', listen)
    const saved = performance.now()
    store.activeFile.code = text
  })
