import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createPlayground } from './app/create-playground'
import type { Hotplug } from './app/hotplug'
import { playgroundKey } from './stores/playground'
import { startStores } from './stores/start'
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
  app.runWithContext(() => void startStores())
  app.mount('#app')
}

start().catch((error: unknown) => {
  createApp(StartFailure, { error }).mount('#app')
  throw error
})
