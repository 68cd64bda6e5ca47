import { describe, expect, it } from 'vitest'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import type { Plugin } from '../../../src/sdk'
import { createWorld, forever, pluginName, type World } from './support/world'

/** Counts its calls, from where the state left off. */
const counter: Program = () => {
  let count = 0
  return {
    execute: () => ++count,
    snapshot: () => ({ count }),
    restore: (state) => {
      count = (state as { count: number }).count
    },
  }
}

async function counted(calls: number, manifest: object = {}): Promise<World> {
  const world = createWorld()
  await world.save(counter, manifest)
  for (let call = 0; call < calls; call++) await world.run()
  return world
}

async function crash(world: World, generation: number): Promise<void> {
  world.realm(generation).die()
  await settle()
}

describe('the state that is taken', () => {
  it('is that of now, and a copy', async () => {
    const world = await counted(2)
    expect(world.kernel.state(pluginName)).toBeUndefined()
    const taken = await world.kernel.takeState(pluginName)
    expect(taken).toEqual({ ok: true, value: { count: 2 } })
    if (taken.ok) (taken.value as { count: number }).count = 99
    expect(world.kernel.state(pluginName)).toEqual({ count: 2 })
    expect(world.told('changed')).toMatchObject([{ what: 'state' }])
    expect(await world.run()).toMatchObject({ output: 3 })
  })

  it('waits for the calls inside; those that come wait outside until it is taken', async () => {
    const world = createWorld()
    const open: (() => void)[] = []
    let count = 0
    const execute = async () => {
      await new Promise<void>((resolve) => open.push(resolve))
      return ++count
    }
    await world.save({ execute, snapshot: () => count })
    const inside = world.startRun()
    await settle()
    const taking = world.kernel.takeState(pluginName)
    const outside = world.startRun()
    await settle()
    expect(open).toHaveLength(1)
    open[0]?.()
    expect(await taking).toEqual({ ok: true, value: 1 })
    await settle()
    expect(inside.value).toMatchObject({ output: 1 })
    open[1]?.()
    await settle()
    expect(outside.value).toMatchObject({ output: 2 })
  })

  it('is not taken while calls go on and on, and calls are let in again', async () => {
    const world = createWorld()
    await world.save(
      { execute: (input) => (input === 'hang' ? forever() : input), snapshot: () => 1 },
      { limits: { drainMs: 100 } },
    )
    world.startRun('hang')
    await settle()
    const taking = world.kernel.takeState(pluginName)
    await world.clock.advance(100)
    expect(await taking).toMatchObject({ ok: false, error: { code: 'STATE', version: '1.0.0', generation: 1 } })
    expect(await world.run('fine')).toMatchObject({ output: 'fine' })
  })

  it('keeps calls waiting for limits.drainMs at most', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'served', snapshot: forever }, { limits: { drainMs: 100 } })
    const taking = world.kernel.takeState(pluginName)
    const call = world.startRun()
    await world.clock.advance(99)
    expect(call.value).toBeNull()
    await world.clock.advance(1)
    expect(call.value).toMatchObject({ output: 'served' })
    expect(await taking).toMatchObject({ ok: false, error: { code: 'STATE', timedOut: true } })
  })

  it.each<[string, Program, string]>([
    ['has no snapshot', { execute: () => 1 }, "'greeter' has no snapshot"],
    [
      'throws in it',
      {
        execute: () => 1,
        snapshot: () => {
          throw new Error('no film')
        },
      },
      'no film',
    ],
  ])('is an error where the plugin %s', async (_what, program, message) => {
    const world = createWorld()
    await world.save(program)
    expect(await world.kernel.takeState(pluginName)).toMatchObject({ ok: false, error: { code: 'STATE', message } })
    expect(await world.run()).toMatchObject({ ok: true })
  })

  it('is an error where nothing is loaded', async () => {
    const world = createWorld()
    expect(await world.kernel.takeState('nobody')).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('is asked for within limits.stateBytes', async () => {
    const world = createWorld()
    let maxBytes: unknown = null
    await world.save(counter, { limits: { stateBytes: 123 } })
    const realm = world.realm(1)
    const { request } = realm
    realm.request = (method, params) => {
      if (method === 'snapshot') ({ maxBytes } = params as { maxBytes: number })
      return request(method, params)
    }
    await world.kernel.takeState(pluginName)
    expect(maxBytes).toBe(123)
  })
})

describe('a restart after a crash', () => {
  it('goes on from the state that was taken last', async () => {
    const world = await counted(2)
    await world.clock.advance(60_000)
    await world.kernel.takeState(pluginName)
    await world.run()
    await crash(world, 1)
    expect(await world.run()).toMatchObject({ output: 3, generation: 1 })
  })

  it('goes on from the state of the swap where none was taken since', async () => {
    const world = await counted(2)
    await world.save(counter)
    await world.run()
    await world.clock.advance(60_000)
    await crash(world, 2)
    expect(await world.run()).toMatchObject({ output: 3, generation: 2 })
  })

  it('in probation gives the build before its own state back', async () => {
    const world = await counted(2)
    await world.save(counter)
    await crash(world, 2)
    expect(await world.run()).toMatchObject({ output: 3, generation: 1 })
  })

  it('starts without it where restore refuses, and says so', async () => {
    const world = createWorld()
    const picky: Program = {
      execute: () => 'served',
      snapshot: () => 1,
      restore: () => {
        throw new Error('not mine')
      },
    }
    await world.save(picky)
    await world.clock.advance(60_000)
    await world.kernel.takeState(pluginName)
    await crash(world, 1)
    expect(await world.run()).toMatchObject({ ok: true, output: 'served' })
    expect(world.told('notice')).toMatchObject([{ message: 'Generation 1 starts without a state: not mine' }])
    expect(world.status().stats.restarts).toBe(1)
    expect(world.sandbox.alive).toHaveLength(1)
  })

  it('says that it starts without it where the build has no restore', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'served', snapshot: () => 1 })
    await world.clock.advance(60_000)
    await world.kernel.takeState(pluginName)
    await crash(world, 1)
    expect(await world.run()).toMatchObject({ ok: true, output: 'served' })
    expect(world.told('notice')).toMatchObject([
      { message: 'Generation 1 starts without a state: it has no restore to take one' },
    ])
  })

  it('goes on from what a refused swap had taken', async () => {
    const world = await counted(5)
    const refusing: Program = {
      execute: () => 1,
      restore: () => {
        throw new Error('not mine')
      },
    }
    expect(await world.save(refusing)).toMatchObject({ ok: false, error: { code: 'STATE', phase: 'restore' } })
    expect(await world.run()).toMatchObject({ output: 6, generation: 1 })
    await world.clock.advance(60_000)
    await crash(world, 1)
    expect(await world.run()).toMatchObject({ output: 6, generation: 1 })
  })

  it('of a version gets its own state, not that of the version beside it', async () => {
    const world = await counted(1, { version: '1.0.0' })
    world.kernel.pin(pluginName, '1.0.0')
    await world.kernel.takeState(pluginName)
    const other: Program = { execute: () => 'two', snapshot: () => 'of two', restore: () => {} }
    await world.save(other, { version: '2.0.0' })
    await world.save(other, { version: '2.0.0' })
    await world.clock.advance(60_000)
    await crash(world, 1)
    expect(await world.run(null, { version: '^1.0.0' })).toMatchObject({ output: 2, version: '1.0.0' })
    expect(world.kernel.state(pluginName)).toBe('of two')
  })
})

describe('a save while a crashed plugin waits to be started again', () => {
  /** After its second crash it waits for half a second at least. */
  async function waiting(): Promise<World> {
    const world = await counted(2)
    await world.kernel.takeState(pluginName)
    await world.clock.advance(60_000)
    await crash(world, 1)
    await world.clock.advance(60_000)
    await crash(world, 1)
    expect(world.status()).toMatchObject({ generation: null, state: 'crashed' })
    return world
  }

  it('begins with the state that was taken last, and says of when it is', async () => {
    const world = await waiting()
    expect(await world.save(counter)).toMatchObject({ ok: true, generation: 2 })
    expect(world.told('swap-committed').at(-1)).toMatchObject({ stateCarried: true })
    expect(world.told('notice')).toMatchObject([
      { message: expect.stringContaining('Generation 2 starts with the state that generation 1 gave last') },
    ])
    expect(await world.run()).toMatchObject({ output: 3, generation: 2 })
    expect(world.kernel.state(pluginName)).toEqual({ count: 2 })
    await world.clock.advance(60_000)
    expect(world.sandbox.alive).toHaveLength(1)
  })

  it('is refused where restore refuses it, and the old build comes back', async () => {
    const world = await waiting()
    const picky: Program = {
      execute: () => 1,
      restore: () => {
        throw new Error('not mine')
      },
    }
    const report = await world.save(picky)
    expect(report).toMatchObject({ ok: false, serving: null, error: { code: 'STATE', phase: 'restore' } })
    await world.clock.advance(1_000)
    expect(await world.run()).toMatchObject({ output: 3, generation: 1 })
  })

  it('begins anew where the person says so', async () => {
    const world = await waiting()
    const report = world.kernel.save(world.source(counter), { withoutState: true })
    expect(await report).toMatchObject({ ok: true, generation: 2 })
    expect(await world.run()).toMatchObject({ output: 1 })
  })

  it('is refused where there is no restore to take it, and the old build comes back with it', async () => {
    const world = await waiting()
    const report = await world.save({ execute: () => 'plain' })
    expect(report).toMatchObject({ ok: false, serving: null, error: { code: 'STATE', phase: 'restore' } })
    await world.clock.advance(1_000)
    expect(await world.run()).toMatchObject({ output: 3, generation: 1 })
  })

  it('lets no call change the state between its restore and the commit', async () => {
    const world = await waiting()
    const slow: Program = (ctx) => ({
      ...(counter as (of: typeof ctx) => Plugin)(ctx),
      healthCheck: async () => {
        await new Promise<void>((resolve) => world.clock.after(1_000, resolve))
        return { status: 'ok' }
      },
    })
    const save = world.startSave(slow)
    const call = world.startRun()
    await world.clock.advance(999)
    expect(world.status()).toMatchObject({ generation: 1, stats: { waiting: 1 } })
    await world.clock.advance(1)
    expect(await save.done).toMatchObject({ ok: true, generation: 2 })
    expect(call.value).toMatchObject({ output: 3, generation: 2 })
  })

  it('of a plugin in quarantine begins with it as well', async () => {
    const world = await waiting()
    await world.clock.advance(1_000)
    await crash(world, 1)
    expect(world.status()).toMatchObject({ state: 'quarantined' })
    expect(await world.kernel.reset(pluginName)).toMatchObject({ ok: true })
    expect(await world.run()).toMatchObject({ output: 3 })
  })
})

describe('a save without the state', () => {
  it('starts anew, though there is one to carry', async () => {
    const world = await counted(3)
    expect(await world.kernel.save(world.source(counter), { withoutState: true })).toMatchObject({ ok: true })
    await settle()
    expect(await world.run()).toMatchObject({ output: 1, generation: 2 })
    expect(world.told('swap-committed').at(-1)).toMatchObject({ stateCarried: false })
  })

  it('goes on where the state cannot be taken', async () => {
    const world = createWorld()
    const snapshot = () => {
      throw new Error('no film')
    }
    await world.save({ execute: () => 'old', snapshot })
    const next = world.source({ execute: () => 'new', restore: () => {} })
    expect(await world.kernel.save(next)).toMatchObject({ ok: false, serving: 1 })
    expect(await world.kernel.save(next, { withoutState: true })).toMatchObject({ ok: true, generation: 2 })
    expect(await world.run()).toMatchObject({ output: 'new' })
  })

  it('does not come by the old one with a restart', async () => {
    const world = await counted(3)
    await world.kernel.takeState(pluginName)
    await world.kernel.save(world.source(counter), { withoutState: true })
    await world.clock.advance(60_000)
    await crash(world, 2)
    expect(await world.run()).toMatchObject({ output: 1, generation: 2 })
    expect(world.kernel.state(pluginName)).toBeUndefined()
  })

  it('holds for the newer save, too, that takes its place', async () => {
    const world = await counted(3)
    const resume = world.compiler.pause()
    const first = world.kernel.save(world.source(counter), { withoutState: true })
    const second = world.kernel.save(world.source(counter))
    resume()
    expect([await first, await second]).toMatchObject([{ ok: false }, { ok: true }])
    expect(await world.run()).toMatchObject({ output: 1 })
  })

  it('holds for that one alone where it is refused', async () => {
    const world = await counted(3)
    await world.kernel.save(world.source('does not( compile'), { withoutState: true })
    await world.save(counter)
    expect(await world.run()).toMatchObject({ output: 4 })
  })
})

describe('a state that is cleared', () => {
  it('is gone: the plugin starts anew, and the calls that come meanwhile are served by the new one', async () => {
    const world = await counted(3)
    await world.kernel.takeState(pluginName)
    world.kernel.clearState(pluginName)
    const call = world.startRun()
    await settle()
    expect(call.value).toMatchObject({ ok: true, output: 1, generation: 2 })
    expect(world.kernel.state(pluginName)).toBeUndefined()
  })

  it('says where it is from, as long as it is there', async () => {
    const world = await counted(3)
    expect(world.kernel.stateOrigin(pluginName)).toBeNull()
    await world.kernel.takeState(pluginName)
    expect(world.kernel.stateOrigin(pluginName)).toMatchObject({ generation: 1 })
    world.kernel.clearState(pluginName)
    expect(world.kernel.stateOrigin(pluginName)).toBeNull()
  })

  it('does not come back with a crash', async () => {
    const world = await counted(3)
    await world.kernel.takeState(pluginName)
    world.kernel.clearState(pluginName)
    await world.clock.advance(60_000)
    await crash(world, 2)
    expect(await world.run()).toMatchObject({ output: 1, generation: 2 })
  })

  it('is not put back by one that was being taken', async () => {
    const world = createWorld()
    let finish: () => void = () => {}
    const snapshot = () => new Promise((resolve) => (finish = () => resolve('old')))
    await world.save({ execute: () => 1, snapshot, restore: () => {} })
    const taking = world.kernel.takeState(pluginName)
    await settle()
    world.kernel.clearState(pluginName)
    finish()
    await taking
    await settle()
    expect(world.kernel.state(pluginName)).toBeUndefined()
  })

  it('that nobody has is no matter', async () => {
    const world = createWorld()
    await world.save('does not( compile')
    const before = world.events.length
    world.kernel.clearState(pluginName)
    expect(world.events).toHaveLength(before)
  })
})
