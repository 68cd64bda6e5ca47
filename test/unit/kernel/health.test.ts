import { describe, expect, it } from 'vitest'
import type { Health } from '../../../src/sdk'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, forever, pluginName, type World } from './support/world'

const everyMs = 1_000
const manifest = { limits: { healthMs: everyMs, initMs: 200 } }

/** A plugin that says what `feels` says, once it has come up well. */
async function feeling(feels: () => Health | Promise<Health>): Promise<World> {
  const world = createWorld()
  let isUp = false
  const program: Program = { execute: () => 'served', healthCheck: () => (isUp ? feels() : { status: 'ok' }) }
  await world.save(program, manifest)
  isUp = true
  return world
}

const asked = (world: World, generation = 1) =>
  world.realm(generation).requests.filter((method) => method === 'healthCheck').length

const toldOf = (world: World) => world.told('health').map(({ status }) => status)

describe('before the commit', () => {
  it('a plugin that is failing is refused, with its own words', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'old' })
    const healthCheck = (): Health => ({ status: 'failing', detail: 'no table' })
    expect(await world.save({ execute: () => 'new', healthCheck })).toMatchObject({
      ok: false,
      serving: 1,
      error: { code: 'HEALTH', phase: 'probe', message: 'no table' },
    })
    expect(await world.run()).toMatchObject({ output: 'old' })
    expect(world.sandbox.alive).toHaveLength(1)
  })

  it.each([0, everyMs])('one that is degraded is taken, and shown as such, with healthMs %d', async (healthMs) => {
    const world = createWorld()
    const healthCheck = (): Health => ({ status: 'degraded', detail: 'slow today' })
    await world.save({ execute: () => 1, healthCheck }, { limits: { healthMs } })
    expect(world.status().state).toBe('degraded')
    expect(world.told('health')).toMatchObject([{ status: 'degraded', detail: 'slow today', generation: 1 }])
  })
})

describe('while it serves', () => {
  it('a plugin is asked every healthMs', async () => {
    const world = await feeling(() => ({ status: 'ok' }))
    expect(asked(world)).toBe(1)
    await world.clock.advance(everyMs - 1)
    expect(asked(world)).toBe(1)
    await world.clock.advance(1 + 3 * everyMs)
    expect(asked(world)).toBe(5)
    expect(world.told('health')).toEqual([])
  })

  it('is never asked with healthMs 0, or without a healthCheck', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1, healthCheck: () => ({ status: 'ok' }) }, { limits: { healthMs: 0 } })
    await world.save({ execute: () => 1 }, {}, 'other')
    expect(world.clock.timers).toBe(0)
  })

  it.each<Health['status']>(['degraded', 'failing'])(
    '%s is shown and told once, and so is that it is over',
    async (status) => {
      let says: Health = { status, detail: 'so so' }
      const world = await feeling(() => says)
      await world.clock.advance(3 * everyMs)
      expect(world.status().state).toBe('degraded')
      expect(world.told('health')).toMatchObject([{ status, detail: 'so so', errorRate: 0 }])
      expect(await world.run()).toMatchObject({ ok: true, output: 'served' })
      says = { status: 'ok' }
      await world.clock.advance(everyMs)
      expect(world.status().state).toBe('active')
      expect(toldOf(world)).toEqual([status, 'ok'])
    },
  )

  it('one that throws is failing, with what it threw', async () => {
    const world = await feeling(() => {
      throw new Error('no pulse')
    })
    await world.clock.advance(everyMs)
    expect(world.told('health')).toMatchObject([{ status: 'failing', detail: 'no pulse' }])
    expect(await world.run()).toMatchObject({ ok: true })
  })

  it('the worker’s end while it is asked is told as a crash alone', async () => {
    const world = await feeling(forever)
    await world.clock.advance(everyMs)
    world.realm(1).die()
    await settle()
    expect(world.told('health')).toEqual([])
    expect(world.status()).toMatchObject({ state: 'active', generation: 1 })
  })
})

describe('an answer that is late', () => {
  it('once is no alarm: the page may have slept', async () => {
    let slow = true
    const world = await feeling(() => (slow ? forever() : { status: 'ok' }))
    await world.clock.advance(everyMs + 200)
    slow = false
    await world.clock.advance(5 * everyMs)
    expect(world.told('health')).toEqual([])
    expect(world.status().state).toBe('active')
  })

  it('after an hour of sleep is no alarm', async () => {
    let answer: () => void = () => {}
    const world = await feeling(() => new Promise((resolve) => (answer = () => resolve({ status: 'ok' }))))
    await world.clock.advance(everyMs)
    await world.clock.sleep(3_600_000)
    answer()
    await settle()
    expect(world.told('health')).toEqual([])
    expect(world.status()).toMatchObject({ state: 'active', generation: 1, stats: { restarts: 0 } })
  })

  it('twice in a row is failing', async () => {
    const world = await feeling(forever)
    await world.clock.advance(everyMs + 200)
    expect(world.told('health')).toEqual([])
    await world.clock.advance(everyMs + 200)
    expect(world.told('health')).toMatchObject([{ status: 'failing', detail: 'healthCheck took longer than 200 ms' }])
  })

  it('twice with a good one between is none', async () => {
    let asks = 0
    const world = await feeling(() => (++asks % 2 === 1 ? forever() : { status: 'ok' }))
    await world.clock.advance(20 * everyMs)
    expect(asks).toBeGreaterThan(10)
    expect(world.told('health')).toEqual([])
  })
})

describe('the error rate', () => {
  const whatIsAsked: Program = {
    execute: (input) => {
      if (input === 'fail') throw new Error('as asked')
      return input
    },
    healthCheck: () => ({ status: 'ok', detail: 'never better' }),
  }

  async function withErrors(errors: number, calls: number): Promise<World> {
    const world = createWorld()
    await world.save(whatIsAsked, manifest)
    for (let call = 0; call < calls; call++) await world.run(call < errors ? 'fail' : 'fine')
    return world
  }

  it('of a half makes a plugin degraded, whatever it says', async () => {
    const world = await withErrors(5, 10)
    expect(world.status().state).toBe('degraded')
    expect(await world.kernel.health(pluginName)).toEqual({
      status: 'degraded',
      detail: '50 % of the last 10 calls failed',
      errorRate: 0.5,
    })
    expect(toldOf(world)).toEqual(['degraded'])
  })

  it('of less does not', async () => {
    const world = await withErrors(4, 10)
    expect(await world.kernel.health(pluginName)).toEqual({ status: 'ok', detail: 'never better', errorRate: 0.4 })
  })

  it('of few calls says nothing', async () => {
    const world = await withErrors(9, 9)
    expect(world.status().state).toBe('active')
  })

  it('counts the newest calls alone, so that it recovers', async () => {
    const world = await withErrors(10, 10)
    for (let call = 0; call < 11; call++) await world.run('fine')
    expect(world.status().state).toBe('active')
    expect(toldOf(world)).toEqual(['degraded', 'ok'])
  })

  it('does not count what the caller called off', async () => {
    const world = createWorld()
    await world.save({ execute: forever }, { limits: { concurrency: 100 } })
    for (let call = 0; call < 15; call++) {
      const caller = new AbortController()
      world.startRun(null, { signal: caller.signal })
      caller.abort()
    }
    await settle()
    expect(await world.kernel.health(pluginName)).toMatchObject({ status: 'ok', errorRate: 0 })
  })

  it('begins anew with a swap', async () => {
    const world = await withErrors(10, 10)
    await world.save(whatIsAsked, manifest)
    expect(world.status().state).toBe('active')
  })
})

describe('nothing of a watch is left', () => {
  it('after an unload', async () => {
    const world = await feeling(() => ({ status: 'ok' }))
    await world.clock.advance(everyMs)
    await world.kernel.unload(pluginName)
    await settle()
    expect(world.clock.timers).toBe(0)
  })

  it('of the generation before, after a swap', async () => {
    const world = await feeling(() => ({ status: 'ok' }))
    await world.save({ execute: () => 'new', healthCheck: () => ({ status: 'ok' }) }, manifest)
    expect(world.clock.timers).toBe(1)
    await world.clock.advance(3 * everyMs)
    expect([asked(world, 1), asked(world, 2)]).toEqual([1, 4])
  })

  it('of a life that crashed', async () => {
    const world = await feeling(() => ({ status: 'ok' }))
    world.realm(1).die()
    await settle()
    expect(world.clock.timers).toBe(1)
  })
})

describe('a health that a person asks for', () => {
  it('is asked of the plugin now', async () => {
    const world = await feeling(() => ({ status: 'degraded', detail: 'just so' }))
    expect(await world.kernel.health(pluginName)).toEqual({ status: 'degraded', detail: 'just so', errorRate: 0 })
    expect(world.status().state).toBe('degraded')
  })

  it('of one that is not loaded is failing', async () => {
    const world = await feeling(() => ({ status: 'ok' }))
    await world.kernel.unload(pluginName)
    const detail = `'${pluginName}' is not loaded`
    expect(await world.kernel.health(pluginName)).toMatchObject({ status: 'failing', detail })
  })

  it('is no alarm of a generation that is replaced meanwhile', async () => {
    const world = await feeling(forever)
    const asking = world.kernel.health(pluginName)
    await settle()
    await world.save({ execute: () => 'new' })
    await asking
    expect(world.told('health')).toEqual([])
  })
})
