import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createPlayground } from './app/create-playground'
import type { Hotplug } from './app/hotplug'
import { playgroundKey } from './stores/playground'
import { startStores } from './stores/start'
import { useStatusStore } from './stores/status'
import StartFailure from './ui/shell/StartFailure.vue'
import './ui/fonts.css'
import './ui/tokens.css'
import './ui/base.css'
import './ui/controls/controls.css'

declare global {
  interface Window {
    /** The playground's commands, for the console, for embedding pages and for tests. */
    hotplug: Hotplug
  }
}

async function start(): Promise<void> {
  const playground = await createPlayground()
  window.hotplug = playground.hotplug
  const app = createApp(App).provide(playgroundKey, playground).use(createPinia())
  app.runWithContext(() => {
    tellOfMissingParts()
    void startStores()
  })
  app.mount('#app')
}

/** A page that was open while the site was deployed anew asks for parts that are gone. */
function tellOfMissingParts(): void {
  const status = useStatusStore()
  addEventListener('vite:preloadError', () => {
    const wayOut = 'Check the connection. If there is a new version of the site, reload the page: your files are kept.'
    status.toast('bad', 'A part of Hotplug could not be fetched', wayOut)
  })
}

start().catch((error: unknown) => {
  createApp(StartFailure, { error }).mount('#app')
  throw error
})
