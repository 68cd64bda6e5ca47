import { describe, expect, it } from 'vitest'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, pluginName, type World } from './support/world'

const says = (text: string): Program => ({ execute: () => text })
const atFirstCall = { activation: 'call', permissions: ['clock'] }

async function dormant(program: Program | string = says('awake'), manifest: object = {}): Promise<World> {
  const world = createWorld()
  await world.kernel.load(world.source(program, { ...atFirstCall, ...manifest }))
  await settle()
  return world
}

describe('a plugin that is loaded at start-up', () => {
  it('comes up at once', async () => {
    const world = createWorld()
    expect(await world.kernel.load(world.source(says('up')))).toMatchObject({ ok: true, generation: 1 })
    expect(await world.run()).toMatchObject({ output: 'up' })
  })

  it('tells what is wrong with its manifest like any save', async () => {
    const world = createWorld()
    const report = await world.kernel.load({ name: pluginName, files: { 'plugin.json': '{' } })
    expect(report).toMatchObject({ ok: false, error: { code: 'MANIFEST' } })
  })
})

describe('a plugin that its first call brings up', () => {
  it('takes nothing before', async () => {
    const world = await dormant()
    expect(world.sandbox.realms).toEqual([])
    expect(world.told('swap-started')).toEqual([])
    expect(world.clock.timers).toBe(0)
    expect(world.status()).toMatchObject({
      ...{ state: 'stopped', version: '1.0.0', generation: null, lastError: null },
      permissions: ['clock'],
    })
  })

  it('serves that call, and those that come meanwhile', async () => {
    const world = await dormant()
    const calls = [world.startRun(), world.startRun(null, { version: '^1.0.0' }), world.startRun()]
    await settle()
    expect(calls.map(({ value }) => value)).toMatchObject([
      { ok: true, output: 'awake', generation: 1 },
      { ok: true, output: 'awake' },
      { ok: true, output: 'awake' },
    ])
    expect(world.told('swap-committed')).toHaveLength(1)
  })

  it('gives the calls the reason where it does not come up', async () => {
    const world = await dormant('does not( compile')
    const calls = [world.startRun(), world.startRun()]
    await settle()
    expect(calls.map(({ value }) => value)).toMatchObject([
      { ok: false, error: { code: 'COMPILE' } },
      { ok: false, error: { code: 'COMPILE' } },
    ])
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('comes up with a save, too', async () => {
    const world = await dormant()
    await world.save(says('saved'), atFirstCall)
    expect(world.status()).toMatchObject({ state: 'active', generation: 1 })
    expect(await world.run()).toMatchObject({ output: 'saved', generation: 1 })
  })

  it('has a config before it comes up', async () => {
    const world = await dormant({ execute: (_input, { config }) => config }, { config: { style: 'plain' } })
    expect(world.kernel.config(pluginName)).toEqual({ style: 'plain' })
    expect(await world.kernel.setConfig(pluginName, { style: 'formal' })).toMatchObject({ ok: true })
    expect(await world.run()).toMatchObject({ output: { style: 'formal' } })
  })

  it('sleeps no more after an unload', async () => {
    const world = await dormant()
    expect(await world.kernel.unload(pluginName)).toMatchObject({ unloaded: false })
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('waits for its dependency like any other', async () => {
    const world = await dormant(says('awake'), { dependencies: { titlecase: '*' } })
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'DEPENDENCY_MISSING' } })
    await world.save(says('TITLE'), {}, 'titlecase')
    expect(await world.run()).toMatchObject({ ok: true, output: 'awake' })
  })

  it('does not take the place of a save that was quicker', async () => {
    for (let ticks = 0; ticks < 8; ticks++) {
      const world = createWorld()
      const loading = world.kernel.load(world.source(says('older'), { ...atFirstCall, dependencies: {} }))
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      await world.save(says('newer'))
      await loading
      expect(await world.run()).toMatchObject({ output: 'newer', generation: 1 })
    }
  })
})
