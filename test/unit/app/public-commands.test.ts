import { expect, it, vi } from 'vitest'
import { createPublicCommands } from '../../../src/app/public-commands'
import { createEventBus } from '../../../src/kernel/events'
import { createWorld, pluginName } from '../kernel/support/world'
import { createMemoryWorkspace } from './support/memory-workspace'

vi.mock('../../../src/app/run-options', () => {
  throw new TypeError('run-options.js could not be fetched')
})

it('a call whose options cannot be looked at says so in its report', async () => {
  const world = createWorld()
  await world.save({ execute: () => 'one' })
  const workspace = createMemoryWorkspace()
  const events = createEventBus(world.clock)
  const ready = Promise.resolve()
  const hotplug = createPublicCommands({
    ...{ version: '1.0.0', ready, workspace, events, kernel: world.kernel, pipelines: () => null },
  })
  expect(await hotplug.run(pluginName, null, { timeoutMs: 100 })).toMatchObject({
    ...{ ok: false, error: { code: 'INTERNAL', plugin: pluginName }, durationMs: 0 },
  })
  expect(await hotplug.run(pluginName, null)).toMatchObject({ ok: true, output: 'one' })
})
