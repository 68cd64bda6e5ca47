import { createPinia } from 'pinia'
import { createApp, h, type App, type Component } from 'vue'
import type { Playground } from '../../../src/app/playground'
import { playgroundKey } from '../../../src/stores/playground'
import '../../../src/ui/fonts.css'
import '../../../src/ui/tokens.css'
import '../../../src/ui/base.css'
import '../../../src/ui/controls/controls.css'
import { freshPlayground } from '../../support/fresh-playground'

export interface Mounted {
  readonly playground: Playground
  readonly app: App
  /** Runs `use` where stores can be had. */
  store<Store>(use: () => Store): Store
  unmount(): Promise<void>
}

/** A part of the screen on a real playground, whose plugins come up when the test says so. */
export async function mount(component: Component): Promise<Mounted> {
  const playground = await freshPlayground()
  const root = document.createElement('div')
  root.style.cssText = 'position: fixed; inset: 0'
  document.body.append(root)
  document.documentElement.dataset['theme'] = 'dark'
  const app = createApp({ render: () => h(component) })
  app.provide(playgroundKey, playground).use(createPinia()).mount(root)
  return {
    playground,
    app,
    store: (use) => app.runWithContext(use),
    async unmount() {
      app.unmount()
      root.remove()
      await playground.workspace.close()
    },
  }
}
