import { describe, expect, it } from 'vitest'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, forever, pluginName, watch, type World } from './support/world'

const says = (text: string): Program => ({ execute: () => text })

async function disabled(): Promise<World> {
  const world = createWorld()
  await world.save(says('one'))
  await world.kernel.disable(pluginName)
  return world
}

describe('a plugin that is disabled', () => {
  it('is unloaded, with a receipt', async () => {
    const world = createWorld()
    await world.save(says('one'))
    const receipt = await world.kernel.disable(pluginName)
    expect(receipt).toMatchObject({ unloaded: true, version: '1.0.0', generation: 1, workerEnded: true })
    expect(world.status()).toMatchObject({ state: 'disabled', generation: null, lastError: null })
    expect(world.sandbox.alive).toEqual([])
  })

  it('lets the calls inside end first', async () => {
    const world = createWorld()
    const open: (() => void)[] = []
    await world.save({ execute: () => new Promise<string>((resolve) => open.push(() => resolve('done'))) })
    const call = world.startRun()
    await settle()
    const disabling = watch(world.kernel.disable(pluginName))
    await settle()
    expect(disabling.value).toBeNull()
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'DISABLED' } })
    open[0]?.()
    await settle()
    expect(call.value).toMatchObject({ ok: true, output: 'done' })
    expect(disabling.value).toMatchObject({ unloaded: true, pendingCalls: 0 })
  })

  it('refuses calls and saves, and says so', async () => {
    const world = await disabled()
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'DISABLED' } })
    expect(await world.save(says('two'))).toMatchObject({ ok: false, error: { code: 'DISABLED' }, serving: null })
    expect(await world.kernel.rollback(pluginName, 1)).toMatchObject({ ok: false, error: { code: 'DISABLED' } })
    expect(await world.kernel.setConfig(pluginName, { a: 1 })).toMatchObject({ ok: false, error: { code: 'DISABLED' } })
    expect(world.kernel.configValues(pluginName)).toEqual({})
    expect(world.sandbox.alive).toEqual([])
  })

  it('comes up from what was saved last when it is enabled', async () => {
    const world = await disabled()
    await world.save(says('two'))
    expect(await world.kernel.enable(pluginName)).toMatchObject({ ok: true, generation: 2 })
    expect(await world.run()).toMatchObject({ output: 'two' })
    const states = world.told('state').slice(-6)
    expect(states.map(({ to }) => to)).toEqual([
      ...['stopped', 'disabled', 'stopped', 'loading', 'initialising', 'active'],
    ])
  })

  it('comes up from what was saved last even if it was rolled back since', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.save(says('two'))
    await world.kernel.rollback(pluginName, 1)
    await world.kernel.disable(pluginName)
    await world.kernel.enable(pluginName)
    expect(await world.run()).toMatchObject({ output: 'two' })
  })

  it('calls off the save that is under way', async () => {
    const world = createWorld()
    const resume = world.compiler.pause()
    const saving = world.startSave(says('one'))
    await settle()
    await world.kernel.disable(pluginName)
    resume()
    await settle()
    expect(saving.value).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(world.status().state).toBe('disabled')
    expect(world.sandbox.alive).toEqual([])
  })

  it('is not brought back after a crash', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.clock.advance(60_000)
    for (const _ of [1, 2]) {
      world.realm(1).die()
      await settle()
    }
    await world.kernel.disable(pluginName)
    await world.clock.advance(60_000)
    expect(world.status().state).toBe('disabled')
    expect(world.sandbox.alive).toEqual([])
  })

  it('stays so through a second disable, and an unload', async () => {
    const world = await disabled()
    expect(await world.kernel.disable(pluginName)).toMatchObject({ unloaded: false })
    expect(await world.kernel.unload(pluginName)).toMatchObject({ unloaded: false })
    expect(world.status().state).toBe('disabled')
    expect(await world.kernel.enable(pluginName)).toMatchObject({ ok: true })
  })

  it('can be so from the start, and takes nothing', async () => {
    const world = createWorld()
    expect(await world.kernel.load(world.source(says('one')), { disabled: true })).toBeNull()
    await settle()
    expect(world.status().state).toBe('disabled')
    expect(world.sandbox.realms).toEqual([])
    expect(await world.kernel.enable(pluginName)).toMatchObject({ ok: true, generation: 1 })
  })

  it('wins or loses by what was asked last', async () => {
    for (let ticks = 0; ticks < 30; ticks++) {
      const world = createWorld()
      await world.save(says('TITLE'), {}, 'titlecase')
      await world.save({ execute: () => 1, shutdown: () => Promise.resolve() }, { dependencies: { titlecase: '*' } })
      const disabling = watch(world.kernel.disable('titlecase'))
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      const enabling = watch(world.kernel.enable('titlecase'))
      await settle()
      expect(disabling.value).not.toBeNull()
      expect(enabling.value).toMatchObject({ ok: true })
      expect(world.kernel.status()).toMatchObject([{ state: 'active' }, { state: 'active' }])
      expect(world.sandbox.alive).toHaveLength(2)
    }
  })

  it('that nobody knows is an error', async () => {
    const world = createWorld()
    expect(await world.kernel.disable('nobody')).toMatchObject({ unloaded: false })
    expect(await world.kernel.enable('nobody')).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('does not wait for a start that hangs', async () => {
    const world = createWorld()
    const saving = world.startSave({ execute: () => 1, init: forever })
    await settle()
    expect(await world.kernel.disable(pluginName)).toMatchObject({ unloaded: false })
    await settle()
    expect(saving.value).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(world.clock.timers).toBe(0)
  })
})
