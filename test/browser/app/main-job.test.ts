import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Playground } from '../../../src/app/playground'
import type { HostEvent } from '../../../src/kernel/events'
import { freshPlayground } from '../../support/fresh-playground'

let playground: Playground
const events: HostEvent[] = []

beforeAll(async () => {
  playground = await freshPlayground()
  playground.hotplug.on((event) => events.push(event))
  void playground.start('greeter')
  await playground.hotplug.ready
})

afterAll(() => playground.workspace.close())

test('every example is active after the start', () => {
  expect(playground.hotplug.plugins().map(({ name, state, lastError }) => ({ name, state, lastError }))).toEqual(
    playground.folders.examples.map(({ name }) => ({ name, state: 'active', lastError: null })),
  )
})

test('an edit and a save swap the running plugin', async () => {
  const { hotplug } = playground
  const before = await hotplug.run('greeter', 'Ada')
  expect(before).toMatchObject({ ok: true, generation: 1 })
  hotplug.files.write('greeter/index.ts', `export default { execute: (name: string) => 'Bonjour ' + name }`)
  expect(await hotplug.save('greeter')).toMatchObject({ ok: true, generation: 2 })
  expect(await hotplug.run('greeter', 'Ada')).toMatchObject({ ok: true, output: 'Bonjour Ada', generation: 2 })
})

test('a throw in init is told at its line, and the predecessor serves on', async () => {
  const { hotplug } = playground
  const source = [
    `import { definePlugin } from 'hotplug'`,
    `export default definePlugin({`,
    `  init() {`,
    `    throw new Error('no luck')`,
    `  },`,
    `  execute: (name: string) => name,`,
    `})`,
  ].join('\n')
  hotplug.files.write('greeter/index.ts', source)
  expect(await hotplug.save('greeter')).toMatchObject({
    ok: false,
    serving: 2,
    error: { code: 'INIT', message: expect.stringContaining('no luck'), file: 'index.ts', line: 4 },
  })
  expect(await hotplug.run('greeter', 'Ada')).toMatchObject({ ok: true, output: 'Bonjour Ada', generation: 2 })
})

test('an endless loop times out, is located, and the predecessor is brought back', async () => {
  const { hotplug } = playground
  const manifest = JSON.parse(hotplug.files.read('greeter/plugin.json')) as Record<string, unknown>
  hotplug.files.write('greeter/plugin.json', JSON.stringify({ ...manifest, limits: { executeMs: 200 } }))
  hotplug.files.write('greeter/index.ts', `export default {\n  execute() {\n    for (;;) {}\n  },\n}`)
  expect(await hotplug.save('greeter')).toMatchObject({ ok: true, generation: 3 })
  expect(await hotplug.run('greeter', 'Ada')).toMatchObject({ ok: false, error: { code: 'TIMEOUT' } })
  await expect.poll(() => events.filter((event) => event.type === 'restarted')).toHaveLength(1)
  expect(await hotplug.run('greeter', 'Ada')).toMatchObject({ ok: true, output: 'Bonjour Ada', generation: 2 })
  await expect
    .poll(() => events.find((event) => event.type === 'error' && event.error.code === 'TIMEOUT'), { timeout: 5_000 })
    .toMatchObject({ error: { file: 'index.ts', line: 3 } })
})
