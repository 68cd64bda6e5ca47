import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Kernel } from '../../../src/kernel/kernel'
import type { SwapReport, UnloadReceipt } from '../../../src/kernel/reports'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, pluginName, type World } from './support/world'

const outOfReach = 'commands.js could not be fetched'
const site = vi.hoisted(() => ({ isThere: true, answered: Promise.resolve() }))

// They come late here as they do on the page, where they may not come at all.
vi.mock('../../../src/kernel/late-commands', async () => {
  const { createCommands } = await import('../../../src/kernel/commands')
  return {
    loadedCommands: () => null,
    loadCommands: async () => {
      await site.answered
      if (!site.isThere) throw new TypeError(outOfReach)
      return createCommands
    },
  }
})

beforeEach(() => {
  site.isThere = false
  site.answered = Promise.resolve()
})

const says = (text: string): Program => ({ execute: () => text })

async function crashed(): Promise<World> {
  const world = createWorld()
  await world.save(says('one'))
  world.realm(1).die()
  return world
}

describe('a crash while what brings plugins back cannot be fetched', () => {
  it('is told, and no call waits for what does not come', async () => {
    const world = await crashed()
    const call = world.startRun()
    await settle()
    expect(call.value).toMatchObject({ ok: false, error: { code: 'INTERNAL', message: outOfReach } })
    expect(world.status()).toMatchObject({ state: 'failed', generation: null, lastError: { code: 'INTERNAL' } })
    expect(world.told('error')).toMatchObject([{ error: { code: 'INTERNAL', plugin: pluginName } }])
    const next = world.startRun()
    await settle()
    expect(next.value).toMatchObject({ ok: false })
  })

  it('is over with the next save, and with a reset once all can be fetched again', async () => {
    const world = await crashed()
    await settle()
    expect(await world.save(says('two'))).toMatchObject({ ok: true, generation: 2 })
    world.realm(2).die()
    await settle()
    site.isThere = true
    expect(await world.kernel.reset(pluginName)).toMatchObject({ ok: true, generation: 3 })
    expect(await world.run()).toMatchObject({ output: 'two' })
  })

  it('is not told of a plugin that was saved meanwhile', async () => {
    let answer = () => {}
    site.answered = new Promise((resolve) => (answer = resolve))
    const world = await crashed()
    expect(await world.save(says('two'))).toMatchObject({ ok: true })
    answer()
    await settle()
    expect(world.told('error')).toEqual([])
    expect(
      world
        .told('state')
        .filter(({ generation }) => generation === 1)
        .at(-1),
    ).toMatchObject({ to: 'stopped' })
    expect(await world.run()).toMatchObject({ output: 'two' })
  })
})

it('a plugin can be disabled from the start without them', async () => {
  const world = createWorld()
  await world.kernel.load(world.source(says('one')), { disabled: true })
  await settle()
  expect(world.status()).toMatchObject({ state: 'disabled', lastError: null })
  expect(await world.save(says('two'))).toMatchObject({ ok: false, error: { code: 'DISABLED' } })
  site.isThere = true
  expect(await world.run()).toMatchObject({ ok: false, error: { code: 'DISABLED' } })
  expect(await world.kernel.enable(pluginName)).toMatchObject({ ok: true })
  expect(await world.run()).toMatchObject({ output: 'two' })
})

describe('a command that cannot be fetched', () => {
  it.each<[string, (kernel: Kernel) => Promise<SwapReport>]>([
    ['enable', (kernel) => kernel.enable(pluginName)],
    ['rollback', (kernel) => kernel.rollback(pluginName, 1)],
    ['reset', (kernel) => kernel.reset(pluginName)],
    ['setConfig', (kernel) => kernel.setConfig(pluginName, {})],
  ])('says so in its report, and what serves serves on: %s', async (_name, command) => {
    const world = createWorld()
    await world.save(says('one'))
    expect(await command(world.kernel)).toMatchObject({ ok: false, error: { code: 'INTERNAL' }, serving: 1 })
    expect(await world.run('Ada')).toMatchObject({ ok: true, output: 'one' })
  })

  it.each<[string, (kernel: Kernel) => Promise<UnloadReceipt>]>([
    ['unload', (kernel) => kernel.unload(pluginName)],
    ['disable', (kernel) => kernel.disable(pluginName)],
    ['unpin', (kernel) => kernel.unpin(pluginName, '1.0.0')],
  ])('says so in its receipt: %s', async (_name, command) => {
    const world = createWorld()
    await world.save(says('one'))
    expect(await command(world.kernel)).toMatchObject({
      ...{ unloaded: false, workerEnded: false, error: { code: 'INTERNAL' } },
    })
  })

  it('says so where the state was to be taken', async () => {
    const world = createWorld()
    await world.save(says('one'))
    expect(await world.kernel.takeState(pluginName)).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
  })
})
