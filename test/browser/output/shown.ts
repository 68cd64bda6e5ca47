import { createApp, type Component } from 'vue'
import { onTestFinished } from 'vitest'
import '../../../src/ui/tokens.css'
import '../../../src/ui/base.css'
import '../../../src/ui/controls/controls.css'
import '../../../src/ui/output/values.css'

/** Mounts a component that needs no store, for as long as the test lasts. */
export function show(component: Component, props: Record<string, unknown>): HTMLElement {
  const host = document.createElement('div')
  host.style.width = '420px'
  document.body.append(host)
  const app = createApp(component, props)
  app.mount(host)
  onTestFinished(() => {
    app.unmount()
    host.remove()
  })
  return host
}
