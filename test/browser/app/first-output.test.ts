import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { expect, onTestFinished, test } from 'vitest'
import type { Playground } from '../../../src/app/playground'
import { useEditorStore } from '../../../src/stores/editor'
import { firstOutput } from '../../../src/stores/first-output'
import { playgroundKey } from '../../../src/stores/playground'
import { startStores } from '../../../src/stores/start'
import { useStatusStore } from '../../../src/stores/status'
import { freshPlayground } from '../../support/fresh-playground'

interface Stores {
  readonly playground: Playground
  use<Store>(use: () => Store): Store
}

/** A playground with its stores and no screen: nobody brings the editor that the compiler waits for. */
async function withStores(): Promise<Stores> {
  const playground = await freshPlayground()
  const app = createApp({}).provide(playgroundKey, playground).use(createPinia())
  onTestFinished(() => playground.workspace.close())
  return { playground, use: (use) => app.runWithContext(use) }
}

const cases: Record<string, (playground: Playground) => string> = {
  'a first plugin that no save took yet'({ workspace }) {
    workspace.write('shared/index.ts', 'export default { execute: () => 1 }')
    return 'shared/index.ts'
  },
  'a first save that is refused'({ workspace }) {
    workspace.write('greeter/plugin.json', 'no manifest')
    workspace.markSaved('greeter')
    return 'greeter/index.ts'
  },
  'a first input that is no JSON'({ workspace }) {
    workspace.settingsOf('greeter').set('inputs', { selected: 'one', named: [{ name: 'one', text: 'Ada' }] })
    return 'greeter/index.ts'
  },
  'a first run that does not end'({ workspace }) {
    workspace.write('greeter/index.ts', 'export default { execute: () => new Promise(() => {}) }')
    workspace.markSaved('greeter')
    return 'greeter/index.ts'
  },
  'an empty workspace'({ workspace }) {
    for (const plugin of workspace.plugins()) workspace.removePlugin(plugin)
    return ''
  },
}

for (const [what, prepare] of Object.entries(cases)) {
  test(`${what} holds up neither the editor nor the compiler`, async () => {
    const { playground, use } = await withStores()
    const path = prepare(playground)
    if (path) use(useEditorStore).open(path)
    const status = use(useStatusStore)
    void use(startStores)
    await use(firstOutput)
    expect(status.isReady).toBe(false)

    use(useEditorStore).phase = 'ready'
    await playground.hotplug.ready
  })
}
