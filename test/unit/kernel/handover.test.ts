import { describe, expect, it } from 'vitest'
import type { Plugin } from '../../../src/sdk'
import { settle } from './support/fake-clock'
import { frameAt, ThrownFault, type Program } from './support/memory-realm'
import { createWorld, forever, pluginName, type World } from './support/world'

/** Counts its calls, from where the generation before left off. */
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

describe('the state', () => {
  it('is carried from one generation to the next', async () => {
    const world = createWorld()
    await world.save(counter)
    await world.run()
    await world.run()
    await world.save(counter)
    expect(await world.run()).toMatchObject({ output: 3, generation: 2 })
    expect(world.told('swap-committed')[1]).toMatchObject({ stateCarried: true })
  })

  it('comes with the version and generation that it is from', async () => {
    const world = createWorld()
    let origin: unknown = null
    await world.save(counter, { version: '1.2.0' })
    await world.save({ execute: () => 1, restore: (_state, from) => void (origin = from) })
    expect(origin).toEqual({ version: '1.2.0', generation: 1 })
  })

  it('is not carried where the predecessor gives none', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1 })
    await world.save(counter)
    expect(world.told('swap-committed')[1]).toMatchObject({ generation: 2, stateCarried: false })
  })

  it('loses no call and runs none twice, however many come meanwhile', async () => {
    const world = createWorld()
    const calls = []
    await world.save(counter)
    for (let swap = 0; swap < 20; swap++) {
      calls.push(world.startRun(), world.startRun())
      void world.kernel.save(world.source(counter))
      for (let ticks = 0; ticks < 30; ticks++) {
        await Promise.resolve()
        calls.push(world.startRun())
      }
      await settle()
    }
    const outputs = calls.map(({ value }) => (value?.ok ? value.output : value))
    expect([...outputs].sort((a, b) => Number(a) - Number(b))).toEqual(calls.map((_, index) => index + 1))
  })
})

describe('a candidate without restore', () => {
  const forgetful: Program = { execute: () => 'forgot' }

  it('is refused where there is a state to lose, says the way on, and the predecessor keeps it', async () => {
    const world = createWorld()
    await world.save(counter)
    await world.run()
    const report = await world.save(forgetful)
    expect(report).toMatchObject({
      ok: false,
      serving: 1,
      error: {
        ...{ code: 'STATE', phase: 'restore', version: '1.0.0', generation: 2 },
        message: 'Generation 1 has a state to hand over, and this one has no restore to take it',
        hint: expect.stringContaining('“Save without the state”'),
      },
    })
    expect(world.realm(1).requests).not.toContain('snapshot')
    expect(await world.run()).toMatchObject({ output: 2, generation: 1 })
    expect(world.sandbox.alive).toEqual([world.realm(1)])
  })

  it('is swapped in where the person says that the state may go, and needs no such word again', async () => {
    const world = createWorld()
    await world.save(counter)
    expect(await world.kernel.save(world.source(forgetful), { withoutState: true })).toMatchObject({ ok: true })
    expect(await world.save(forgetful)).toMatchObject({ ok: true, generation: 3 })
    expect(world.kernel.state(pluginName)).toBeUndefined()
  })

  it('takes the place of one whose worker ended before it gave any', async () => {
    const world = createWorld()
    await world.save(counter)
    for (let crash = 0; crash < 2; crash++) {
      world.realm(1).die()
      await settle()
    }
    expect(world.status().state).toBe('crashed')
    expect(await world.save(forgetful)).toMatchObject({ ok: true, generation: 2 })
  })

  it('comes up beside a version that stays, and that keeps its state', async () => {
    const world = createWorld()
    await world.save(counter)
    await world.run()
    world.kernel.pin(pluginName, '1.0.0')
    expect(await world.save(forgetful, { version: '2.0.0' })).toMatchObject({ ok: true, version: '2.0.0' })
    expect(await world.run(null, { version: '^1.0.0' })).toMatchObject({ output: 2, generation: 1 })
  })

  it('is refused as the earlier generation that is brought back, until the person says so', async () => {
    const world = createWorld()
    await world.save(forgetful)
    await world.save(counter)
    await world.run()
    expect(await world.kernel.rollback(pluginName, 1)).toMatchObject({
      ok: false,
      serving: 2,
      error: { code: 'STATE', hint: expect.stringContaining("hotplug.rollback('greeter', 1, { withoutState: true })") },
    })
    expect(await world.run()).toMatchObject({ output: 2, generation: 2 })
    expect(await world.kernel.rollback(pluginName, 1, { withoutState: true })).toMatchObject({ ok: true })
    expect(await world.run()).toMatchObject({ output: 'forgot', generation: 3 })
  })

  it('is refused with a config, too, which then is not kept', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1, snapshot: () => 1 })
    expect(await world.kernel.setConfig(pluginName, { style: 'plain' })).toMatchObject({
      ok: false,
      error: { code: 'STATE', hint: expect.stringContaining('unload the plugin') },
    })
    expect(world.kernel.config(pluginName)).toEqual({})
    await world.kernel.unload(pluginName)
    expect(await world.kernel.setConfig(pluginName, { style: 'plain' })).toMatchObject({ ok: true })
    expect(world.kernel.config(pluginName)).toEqual({ style: 'plain' })
  })
})

describe('the gate', () => {
  const slowCounter = (open: (() => void)[]): Program => {
    let count = 0
    return {
      execute: async () => {
        await new Promise<void>((resolve) => open.push(resolve))
        return ++count
      },
      snapshot: () => count,
    }
  }

  it('waits for the calls inside, so that the state has them; new ones wait outside', async () => {
    const world = createWorld()
    const open: (() => void)[] = []
    await world.save(slowCounter(open))
    const inside = world.startRun()
    await settle()
    let state: unknown = null
    const saving = world.startSave({ execute: () => 'new', restore: (given) => void (state = given) })
    await settle()
    const outside = world.startRun()
    await world.clock.advance(50)
    expect([saving.value, outside.value]).toEqual([null, null])
    open[0]?.()
    await settle()
    expect(inside.value).toMatchObject({ output: 1, generation: 1 })
    expect(state).toBe(1)
    expect(saving.value).toMatchObject({ ok: true, timings: { gate: 50 } })
    expect(outside.value).toMatchObject({ output: 'new', generation: 2 })
  })

  it('lets a call in to the predecessor when the candidate is refused', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'old', snapshot: () => 1 })
    world.startSave({ execute: () => 'new', restore: forever }, { limits: { initMs: 300 } })
    await settle()
    const call = world.startRun()
    await world.clock.advance(299)
    expect(call.value).toBeNull()
    await world.clock.advance(1)
    expect(call.value).toMatchObject({ ok: true, output: 'old', generation: 1 })
  })

  it('holds no call longer than its own deadline', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'old', snapshot: () => 1 })
    world.startSave({ execute: () => 'new', restore: forever })
    await settle()
    const call = world.startRun(null, { timeoutMs: 100 })
    await world.clock.advance(100)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT' } })
  })

  it('gives CANCELLED to calls that do not end within the predecessor’s limits.drainMs', async () => {
    const world = createWorld()
    await world.save({ execute: forever, snapshot: () => 1 }, { limits: { drainMs: 200 } })
    const call = world.startRun()
    await settle()
    const saving = world.startSave({ execute: () => 'new', restore: () => {} })
    await world.clock.advance(200)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    await world.clock.advance(249)
    expect(saving.value).toBeNull()
    await world.clock.advance(1)
    expect(saving.value).toMatchObject({ ok: true, generation: 2 })
  })

  it('is shut for the predecessor’s limits.drainMs at most, over snapshot, restore and healthCheck together', async () => {
    const slow = (world: World): Program => ({
      execute: () => 'new',
      restore: () => new Promise((resolve) => world.clock.after(900, resolve)),
      healthCheck: () => new Promise((resolve) => world.clock.after(900, () => resolve({ status: 'ok' }))),
    })
    for (const [drainMs, phase] of [
      [100, 'snapshot'],
      [1_000, 'restore'],
      [2_000, 'probe'],
    ] as const) {
      const world = createWorld()
      const snapshot = () => new Promise((resolve) => world.clock.after(900, () => resolve(1)))
      await world.save({ execute: () => 'old', snapshot }, { limits: { drainMs } })
      const saving = world.startSave(slow(world))
      await settle()
      const call = world.startRun()
      await world.clock.advance(drainMs - 1)
      expect([saving.value, call.value]).toEqual([null, null])
      await world.clock.advance(1)
      expect(saving.value).toMatchObject({
        ...{ ok: false, serving: 1 },
        error: {
          ...{ code: 'STATE', phase, timedOut: true },
          message: expect.stringContaining(`limits.drainMs, ${drainMs} ms`),
          hint: expect.stringContaining('“Save without the state”'),
        },
      })
      expect(call.value).toMatchObject({ ok: true, output: 'old' })
      expect(world.sandbox.alive).toEqual([world.realm(1)])
      await world.clock.advance(5_000)
      expect(world.clock.timers).toBe(0)
    }
  })

  it('leaves them the whole of it where they are quick enough together', async () => {
    const world = createWorld()
    const snapshot = () => new Promise((resolve) => world.clock.after(900, () => resolve(1)))
    await world.save({ execute: () => 'old', snapshot }, { limits: { drainMs: 2_000 } })
    const restore = () => new Promise<void>((resolve) => world.clock.after(900, resolve))
    const saving = world.startSave({ execute: () => 'new', restore })
    await world.clock.advance(1_800)
    expect(saving.value).toMatchObject({ ok: true, timings: { snapshot: 900, restore: 900 } })
  })

  it('gives calls that were cancelled a moment to end before the state is taken', async () => {
    const world = createWorld()
    let isInside = false
    const execute: Plugin['execute'] = async (_input, { signal }) => {
      isInside = true
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await new Promise<void>((resolve) => world.clock.after(100, resolve))
      isInside = false
    }
    let state: unknown = null
    await world.save({ execute, snapshot: () => ({ isInside }) }, { limits: { drainMs: 200 } })
    const call = world.startRun()
    await settle()
    const saving = world.startSave({ execute: () => 'new', restore: (given) => void (state = given) })
    await world.clock.advance(200)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(saving.value).toBeNull()
    await world.clock.advance(100)
    expect(saving.value).toMatchObject({ ok: true, generation: 2, timings: { gate: 300 } })
    expect(state).toEqual({ isInside: false })
  })

  it('does not keep a superseded save, whose place a newer one has taken', async () => {
    const world = createWorld()
    const open: (() => void)[] = []
    await world.save(slowCounter(open))
    world.startRun()
    await settle()
    const older = world.startSave({ execute: () => 'older', restore: () => {} })
    await settle()
    const newer = world.startSave({ execute: () => 'newer', restore: () => {} })
    await settle()
    expect(older.value).toMatchObject({ ok: false, error: { code: 'SUPERSEDED' } })
    expect(newer.value).toBeNull()
    open[0]?.()
    await settle()
    expect(newer.value).toMatchObject({ ok: true, generation: 2 })
    expect(world.realm(1).requests.filter((method) => method === 'snapshot')).toHaveLength(1)
  })
})

describe('a snapshot that', () => {
  it.each<[string, () => unknown, number]>([
    [
      'throws',
      () => {
        throw new Error('too much')
      },
      0,
    ],
    ['hangs', forever, 5_000],
  ])('%s refuses the save, and says how to go on without the state', async (_what, snapshot, ms) => {
    const world = createWorld()
    await world.save({ execute: () => 'old', snapshot })
    const saving = world.startSave({ execute: () => 'new', restore: () => {} })
    await world.clock.advance(ms)
    expect(saving.value).toMatchObject({
      ok: false,
      serving: 1,
      error: { code: 'STATE', phase: 'snapshot', generation: 1 },
    })
    expect(saving.value?.ok === false && saving.value.error.hint).toContain('“Save without the state”')
    expect(await world.run()).toMatchObject({ ok: true, output: 'old' })
  })

  it('fails points to its own place', async () => {
    const world = createWorld()
    const snapshot = () => {
      throw new ThrownFault({ code: 'STATE', message: 'too much', frames: [frameAt(4, 5)] })
    }
    await world.save({ execute: () => 'old', snapshot })
    const report = await world.save({ execute: () => 'new', restore: () => {} })
    expect(report).toMatchObject({ error: { file: 'index.ts', line: 4, column: 5 } })
  })
})

describe('a predecessor whose worker ends', () => {
  it('before its state was taken makes way without one, and that is told', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'old', snapshot: forever })
    const saving = world.startSave({ execute: () => 'new', restore: () => {} })
    await settle()
    world.realm(1).die()
    await settle()
    expect(saving.value).toMatchObject({ ok: true, generation: 2 })
    expect(world.told('swap-committed')[1]).toMatchObject({ stateCarried: false })
    expect(world.told('notice')).toMatchObject([{ generation: 2 }])
    await world.clock.advance(60_000)
    expect(await world.run()).toMatchObject({ output: 'new' })
    expect(world.sandbox.alive).toEqual([world.realm(2)])
  })

  it('after its state was taken hands it over all the same', async () => {
    const world = createWorld()
    let state: unknown = null
    let finish: () => void = () => {}
    await world.save({ execute: () => 'old', snapshot: () => 41 })
    const saving = world.startSave({
      execute: () => 'new',
      restore: (given) => {
        state = given
        return new Promise((resolve) => (finish = resolve))
      },
    })
    await settle()
    world.realm(1).die()
    await settle()
    finish()
    await settle()
    expect(saving.value).toMatchObject({ ok: true, generation: 2 })
    expect(state).toBe(41)
    expect(world.sandbox.alive).toEqual([world.realm(2)])
  })

  it('because of a loop leaves the save that mends it its way', async () => {
    const world = createWorld()
    await world.save({ execute: forever, snapshot: () => 1 }, { limits: { executeMs: 1_000 } })
    const first = world.realm(1)
    world.startRun()
    await world.clock.advance(100)
    const saving = world.startSave({ execute: () => 'mended', restore: () => {} })
    await world.clock.advance(1_150)
    expect(first.alive).toBe(false)
    expect(saving.value).toMatchObject({ ok: true, generation: 2 })
    expect(await world.run()).toMatchObject({ output: 'mended' })
  })
})
