import { describe, expect, it } from 'vitest'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, forever, pluginName, type World } from './support/world'

const says = (text: string): Program => ({ execute: () => text })

/** A world whose plugin was committed so long ago that its probation is over. */
async function settledWorld(program: Program = says('one')): Promise<World> {
  const world = createWorld()
  await world.save(program)
  await world.clock.advance(60_000)
  return world
}

/** Lets the serving worker end and the restart that follows go as far as it does by itself. */
async function crash(world: World, generation = 1): Promise<void> {
  world.realm(generation).die()
  await settle()
}

async function quarantined(): Promise<World> {
  const world = await settledWorld()
  await crash(world)
  await crash(world)
  await world.clock.advance(500)
  await crash(world)
  return world
}

describe('a worker that ends by itself', () => {
  it('is started again from the same build, under the same generation', async () => {
    const world = await settledWorld()
    await crash(world)
    expect(await world.run()).toMatchObject({ ok: true, output: 'one', generation: 1 })
    expect(world.told('restarted')).toMatchObject([
      { generation: 1, rolledBackFrom: null, reason: { code: 'CRASHED' } },
    ])
    expect(world.told('error')).toMatchObject([{ error: { code: 'CRASHED', phase: 'idle', generation: 1 } }])
    expect(world.status()).toMatchObject({ state: 'active', stats: { restarts: 1 } })
    expect(world.sandbox.alive).toHaveLength(1)
  })

  it('goes through the states of the table', async () => {
    const world = await settledWorld()
    const before = world.told('state').length
    await crash(world)
    const states = world.told('state').slice(before)
    expect(states.map(({ to }) => to)).toEqual(['crashed', 'loading', 'initialising', 'active'])
  })

  it('is started again a little later than others that fell with it, even the first time', async () => {
    const dice = [0, 0.5, 0.99]
    const world = createWorld({}, undefined, undefined, () => dice.shift() ?? 0)
    const names = ['a', 'b', 'c']
    for (const name of names) await world.save(says(name), {}, name)
    await world.clock.advance(60_000)
    for (const name of names) world.realm(1, name).die()
    await settle()
    expect(world.told('restarted')).toMatchObject([{ plugin: 'a' }])
    await world.clock.advance(100)
    expect(world.told('restarted')).toMatchObject([{ plugin: 'a' }, { plugin: 'b' }])
    await world.clock.advance(100)
    expect(world.told('restarted')).toHaveLength(3)
  })

  it('is started again at once the first time, and later the second', async () => {
    const world = await settledWorld()
    await crash(world)
    expect(world.told('restarted')).toHaveLength(1)
    await crash(world)
    expect(world.status().state).toBe('crashed')
    await world.clock.advance(499)
    expect(world.told('restarted')).toHaveLength(1)
    await world.clock.advance(1)
    expect(world.told('restarted')).toHaveLength(2)
  })

  it('keeps the calls of the wait for the one that follows', async () => {
    const world = await settledWorld()
    await crash(world)
    await crash(world)
    const call = world.startRun()
    await world.clock.advance(500)
    expect(call.value).toMatchObject({ ok: true, output: 'one' })
  })

  it('whose restart fails leaves a failed plugin, and the calls that waited say why', async () => {
    let loads = 0
    const world = await settledWorld(() => {
      if (++loads > 1) throw new Error('never again')
      return { execute: () => 1 }
    })
    world.realm(1).die()
    const call = world.startRun()
    await settle()
    expect(call.value).toMatchObject({ ok: false, error: { code: 'LOAD', message: 'never again' } })
    expect(world.status()).toMatchObject({ state: 'failed', generation: null, lastError: { code: 'LOAD' } })
    expect(world.sandbox.alive).toEqual([])
  })

  it('and ends again while it starts counts as one more end', async () => {
    let loads = 0
    const world = await settledWorld(() => (++loads === 2 ? forever() : { execute: () => 'back' }))
    await crash(world)
    await crash(world)
    expect(world.status().state).toBe('crashed')
    await world.clock.advance(500)
    expect(await world.run()).toMatchObject({ ok: true, output: 'back', generation: 1 })
    expect(world.told('restarted')).toHaveLength(1)
  })

  it('is not brought back when it was a candidate, or draining', async () => {
    const world = await settledWorld({ execute: forever })
    world.startRun()
    await settle()
    await world.save(says('two'))
    await crash(world, 1)
    expect(world.told('restarted')).toEqual([])
    expect(await world.run()).toMatchObject({ output: 'two' })
    expect(world.sandbox.alive).toEqual([world.realm(2)])
  })

  it('leaves the other plugins alone', async () => {
    const world = await settledWorld()
    await world.save(says('other'), {}, 'other')
    await crash(world)
    expect(world.realm(1, 'other').alive).toBe(true)
    expect(world.status('other').stats.restarts).toBe(0)
  })
})

describe('on probation', () => {
  it('a crash brings back the build before', async () => {
    const world = await settledWorld()
    await world.save(says('two'))
    await world.clock.advance(9_999)
    await crash(world, 2)
    expect(await world.run()).toMatchObject({ ok: true, output: 'one', generation: 1 })
    expect(world.told('restarted')).toMatchObject([{ generation: 1, rolledBackFrom: 2 }])
    expect(world.status()).toMatchObject({
      state: 'active',
      generation: 1,
      lastError: { code: 'CRASHED', generation: 2 },
    })
  })

  it('a crash does not when the ten seconds are over', async () => {
    const world = await settledWorld()
    await world.save(says('two'))
    await world.clock.advance(10_000)
    await crash(world, 2)
    expect(await world.run()).toMatchObject({ output: 'two', generation: 2 })
  })

  it('the first generation has nothing to go back to, and is started again', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await crash(world)
    expect(await world.run()).toMatchObject({ output: 'one', generation: 1 })
  })

  it('a second crash restarts what was brought back', async () => {
    const world = await settledWorld()
    await world.save(says('two'))
    await crash(world, 2)
    await crash(world, 1)
    await world.clock.advance(500)
    expect(await world.run()).toMatchObject({ output: 'one', generation: 1 })
  })

  it('a crash counts for the quarantine as well as those of what was brought back', async () => {
    const world = await settledWorld()
    await world.save(says('two'))
    await crash(world, 2)
    await crash(world, 1)
    await world.clock.advance(500)
    expect(world.status()).toMatchObject({ state: 'active', generation: 1 })
    await crash(world, 1)
    expect(world.status()).toMatchObject({ state: 'quarantined', lastError: { code: 'QUARANTINED' } })
  })

  it('a save after the rollback gets a number of its own', async () => {
    const world = await settledWorld()
    await world.save(says('two'))
    await crash(world, 2)
    expect(await world.save(says('three'))).toMatchObject({ ok: true, generation: 3 })
  })

  it('a build that is brought back while its first life still drains is told once', async () => {
    const world = await settledWorld({ execute: () => 'one', shutdown: forever })
    await world.save(says('two'))
    await crash(world, 2)
    await world.clock.advance(5_000)
    expect(world.status()).toMatchObject({ state: 'active', generation: 1 })
    expect(world.told('state').at(-1)).toMatchObject({ generation: 1, to: 'active' })
    expect(world.sandbox.alive).toEqual([world.realm(1)])
  })

  it('a loop that outlives its deadline brings back the build before', async () => {
    const world = await settledWorld()
    await world.save({ execute: forever }, { limits: { executeMs: 200 } })
    const call = world.startRun()
    await world.clock.advance(450)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT', generation: 2 } })
    expect(await world.run()).toMatchObject({ ok: true, output: 'one', generation: 1 })
  })
})

describe('three ends within five minutes', () => {
  it('put the plugin into quarantine, where calls are refused', async () => {
    const world = await quarantined()
    expect(world.status()).toMatchObject({ state: 'quarantined', generation: null, lastError: { code: 'QUARANTINED' } })
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'QUARANTINED' } })
    expect(world.sandbox.alive).toEqual([])
    await world.clock.advance(3_600_000)
    expect(world.told('restarted')).toHaveLength(2)
  })

  it('refuse the calls that waited', async () => {
    const world = await settledWorld()
    await crash(world)
    await crash(world)
    await world.clock.advance(500)
    world.realm(1).die()
    const call = world.startRun()
    await settle()
    expect(call.value).toMatchObject({ ok: false, error: { code: 'QUARANTINED' } })
  })

  it('do not count what is longer ago', async () => {
    const world = await settledWorld()
    for (let crashes = 0; crashes < 5; crashes++) {
      await crash(world)
      await world.clock.advance(150_001)
    }
    expect(world.status()).toMatchObject({ state: 'active', stats: { restarts: 5 } })
  })

  it('are forgotten with a good save, which brings the plugin out', async () => {
    const world = await quarantined()
    expect(await world.save(says('two'))).toMatchObject({ ok: true, generation: 2 })
    expect(await world.run()).toMatchObject({ output: 'two' })
    expect(world.told('state').filter(({ from }) => from === 'quarantined')).toMatchObject([
      { generation: 1, to: 'stopped' },
    ])
    await world.clock.advance(60_000)
    await crash(world, 2)
    expect(world.status().state).toBe('active')
  })

  it('are not ended by a save that is refused', async () => {
    const world = await quarantined()
    await world.save('does not( compile')
    expect(world.status()).toMatchObject({ state: 'quarantined', lastError: { code: 'COMPILE' } })
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(await world.save(says('two'))).toMatchObject({ ok: true, generation: 2 })
    expect(world.status().state).toBe('active')
  })

  it('end with an unload, too', async () => {
    const world = await quarantined()
    expect(await world.kernel.unload(pluginName)).toMatchObject({ unloaded: false, workerEnded: true })
    expect(world.status()).toMatchObject({ state: 'stopped', lastError: null })
  })

  it('keep the calls of a save that is under way', async () => {
    const world = await quarantined()
    const resume = world.compiler.pause()
    world.startSave(says('two'))
    const call = world.startRun()
    resume()
    await settle()
    expect(call.value).toMatchObject({ ok: true, output: 'two' })
  })
})

describe('while a plugin is brought back', () => {
  it('a save takes its place, and the restart is called off', async () => {
    const world = await settledWorld()
    await crash(world)
    await crash(world)
    expect(await world.save(says('two'))).toMatchObject({ ok: true, generation: 2 })
    await world.clock.advance(10_000)
    expect(world.told('restarted')).toHaveLength(1)
    expect(await world.run()).toMatchObject({ output: 'two', generation: 2 })
    expect(world.sandbox.alive).toEqual([world.realm(2)])
  })

  it('a save that is refused leaves the restart alone', async () => {
    const world = await settledWorld()
    await crash(world)
    await crash(world)
    const call = world.startRun()
    await world.save('does not( compile')
    await world.clock.advance(500)
    expect(call.value).toMatchObject({ ok: true, output: 'one' })
  })

  it('an unload calls it off, and nothing comes back', async () => {
    const world = await settledWorld()
    await crash(world)
    await crash(world)
    const call = world.startRun()
    await world.kernel.unload(pluginName)
    await settle()
    expect(call.value).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(world.status().state).toBe('stopped')
    expect(world.clock.timers).toBe(0)
    expect(world.told('restarted')).toHaveLength(1)
    expect(world.sandbox.alive).toEqual([])
  })

  it('an unload ends a start that hangs', async () => {
    let loads = 0
    const world = await settledWorld(() => (++loads === 1 ? { execute: () => 1 } : forever()))
    await crash(world)
    expect(world.sandbox.alive).toHaveLength(1)
    await world.kernel.unload(pluginName)
    await settle()
    expect(world.sandbox.alive).toEqual([])
    expect(world.status().state).toBe('stopped')
  })

  it('neither a save nor an unload is undone, whatever moment it comes in', async () => {
    for (let ticks = 0; ticks < 40; ticks++) {
      const saved = await settledWorld()
      const unloaded = await settledWorld()
      const saving = saved.startSave(says('two'))
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      saved.realm(1).die()
      unloaded.realm(1).die()
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      void unloaded.kernel.unload(pluginName)
      await saved.clock.advance(60_000)
      await unloaded.clock.advance(60_000)
      expect(saving.value).toMatchObject({ ok: true, generation: 2 })
      expect(saved.status()).toMatchObject({ state: 'active', generation: 2 })
      expect(saved.sandbox.alive).toEqual([saved.realm(2)])
      expect(unloaded.status()).toMatchObject({ state: 'stopped', generation: null })
      expect(unloaded.sandbox.alive).toEqual([])
    }
  })
})

describe('a worker that misses heartbeats', () => {
  it('makes the plugin unresponsive until it answers again', async () => {
    const world = await settledWorld()
    world.realm(1).tell({ type: 'unresponsive', value: true })
    expect(world.status().state).toBe('unresponsive')
    world.realm(1).tell({ type: 'unresponsive', value: false })
    expect(world.status().state).toBe('active')
  })

  it('can be replaced, and brought back', async () => {
    const world = await settledWorld()
    world.realm(1).tell({ type: 'unresponsive', value: true })
    world.realm(1).die({ code: 'UNRESPONSIVE', message: 'silent' })
    await settle()
    expect(world.status().state).toBe('active')
    world.realm(1).tell({ type: 'unresponsive', value: true })
    expect(await world.save(says('two'))).toMatchObject({ ok: true, generation: 2 })
  })
})
