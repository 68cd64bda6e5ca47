import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createPlayground } from './app/create-playground'
import { playgroundKey } from './stores/playground'
import StartFailure from './ui/shell/StartFailure.vue'
import './ui/fonts.css'
import './ui/tokens.css'
import './ui/base.css'
import './ui/controls/controls.css'

async function start(): Promise<void> {
  const playground = await createPlayground()
  createApp(App).provide(playgroundKey, playground).use(createPinia()).mount('#app')
}

start().catch((error: unknown) => {
  createApp(StartFailure, { error }).mount('#app')
  throw error
})
