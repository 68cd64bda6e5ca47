import { describe, expect, it, vi } from 'vitest'
import { settle } from './support/fake-clock'
import { createWorld, forever, pluginName, watch } from './support/world'

describe('an unload', () => {
  it('shuts the plugin down, ends its worker and gives a receipt', async () => {
    const world = createWorld()
    const shutdown = vi.fn()
    await world.save({ execute: () => 1, shutdown })
    const receipt = await world.kernel.unload(pluginName)
    expect(receipt).toEqual({
      plugin: 'greeter',
      version: '1.0.0',
      generation: 1,
      unloaded: true,
      timers: 0,
      pendingCalls: 0,
      workerEnded: true,
      durationMs: 0,
      error: null,
    })
    expect(shutdown).toHaveBeenCalledOnce()
    expect(world.told('unloaded')).toMatchObject([{ receipt }])
    expect(world.status()).toMatchObject({ state: 'stopped', generation: null, version: null })
    expect(world.sandbox.alive).toEqual([])
  })

  it('waits for the calls inside, and says how many are left each time one ends', async () => {
    const world = createWorld()
    const open: (() => void)[] = []
    await world.save({ execute: () => new Promise<void>((resolve) => open.push(resolve)) })
    const calls = [world.startRun(), world.startRun()]
    await settle()
    const unloading = watch(world.kernel.unload(pluginName))
    open[0]?.()
    await world.clock.advance(7)
    expect(unloading.value).toBeNull()
    open[1]?.()
    await settle()
    expect(unloading.value).toMatchObject({ unloaded: true, pendingCalls: 0, durationMs: 7 })
    expect(calls.map(({ value }) => value?.ok)).toEqual([true, true])
    expect(world.told('draining').map(({ pendingCalls }) => pendingCalls)).toEqual([2, 1, 0])
  })

  it('gives CANCELLED to the calls that do not end within limits.drainMs', async () => {
    const world = createWorld()
    await world.save({ execute: forever }, { limits: { drainMs: 400 } })
    const call = world.startRun()
    await settle()
    const unloading = watch(world.kernel.unload(pluginName))
    await world.clock.advance(399)
    expect(call.value).toBeNull()
    await world.clock.advance(1)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'CANCELLED', phase: 'drain' } })
    expect(unloading.value).toMatchObject({ unloaded: true, pendingCalls: 1, workerEnded: true })
    expect(world.sandbox.alive).toEqual([])
    expect(world.clock.timers).toBe(0)
  })

  it('gives CANCELLED to the calls that wait, at once', async () => {
    const world = createWorld()
    await world.save({ execute: forever }, { limits: { concurrency: 1 } })
    world.startRun()
    const waiting = world.startRun()
    await settle()
    void world.kernel.unload(pluginName)
    await settle()
    expect(waiting.value).toMatchObject({ ok: false, error: { code: 'CANCELLED', phase: 'unload' }, call: null })
  })

  it('tells of a shutdown that throws, and ends the worker all the same', async () => {
    const world = createWorld()
    await world.save({
      execute: () => 1,
      shutdown: () => {
        throw new Error('not yet')
      },
    })
    const receipt = await world.kernel.unload(pluginName)
    expect(receipt).toMatchObject({ unloaded: true, error: { code: 'SHUTDOWN', message: 'not yet' } })
    expect(world.sandbox.alive).toEqual([])
  })

  it('waits for a shutdown that hangs no longer than limits.shutdownMs', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1, shutdown: forever }, { limits: { shutdownMs: 100 } })
    const unloading = watch(world.kernel.unload(pluginName))
    await world.clock.advance(100)
    expect(unloading.value).toMatchObject({ unloaded: true, durationMs: 100, error: { code: 'SHUTDOWN' } })
    expect(world.sandbox.alive).toEqual([])
  })

  it('of a plugin whose worker ends meanwhile still gives a receipt', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1, shutdown: forever })
    const unloading = watch(world.kernel.unload(pluginName))
    await settle()
    world.realm(1).die()
    await settle()
    expect(unloading.value).toMatchObject({ unloaded: true, workerEnded: true, error: { code: 'CRASHED' } })
    expect(world.told('restarted')).toEqual([])
  })

  it('of nothing says that there was nothing', async () => {
    const world = createWorld()
    expect(await world.kernel.unload(pluginName)).toMatchObject({ unloaded: false, generation: null })
  })

  it('a second time says that there was nothing', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1 })
    const receipts = await Promise.all([world.kernel.unload(pluginName), world.kernel.unload(pluginName)])
    expect(receipts.map(({ unloaded }) => unloaded)).toEqual([true, false])
  })

  it('leaves a call with NOT_FOUND, until the plugin is saved again', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1 })
    await world.kernel.unload(pluginName)
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    await world.save({ execute: () => 2 })
    expect(await world.run()).toMatchObject({ ok: true, output: 2, generation: 2 })
  })

  it('ends a candidate, too, and calls that off for what it is', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1 })
    const saving = world.startSave({ execute: () => 2, init: forever })
    await settle()
    await world.kernel.unload(pluginName)
    await settle()
    expect(saving.value).toMatchObject({ ok: false, serving: null, error: { code: 'CANCELLED', phase: 'unload' } })
    expect(world.sandbox.alive).toEqual([])
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })
})

describe('a predecessor', () => {
  it('is shut down after its last call, with the time of each part told', async () => {
    const world = createWorld()
    const order: string[] = []
    const wait = (ms: number) => new Promise<void>((resolve) => world.clock.after(ms, resolve))
    await world.save({
      execute: async () => {
        await wait(30)
        order.push('call')
      },
      shutdown: async () => {
        order.push('shutdown')
        await wait(5)
      },
    })
    world.startRun()
    await settle()
    await world.save({ execute: () => 2 })
    await world.clock.advance(100)
    expect(order).toEqual(['call', 'shutdown'])
    const after = world
      .told('swap-phase')
      .filter(({ swap, phase }) => swap === 2 && ['drain', 'stop', 'reap'].includes(phase))
    expect(after).toMatchObject([
      { phase: 'drain', startMs: 0, durationMs: 30 },
      { phase: 'stop', startMs: 30, durationMs: 5 },
      { phase: 'reap', startMs: 35, durationMs: 0 },
    ])
  })

  it('that drains does not hold back the swaps that follow', async () => {
    const world = createWorld()
    await world.save({ execute: forever })
    world.startRun()
    await settle()
    await world.save({ execute: () => 2 })
    expect(await world.save({ execute: () => 3 })).toMatchObject({ ok: true, generation: 3 })
    expect(world.realm(1).alive).toBe(true)
    expect(world.realm(2).alive).toBe(false)
    await world.clock.advance(5_000)
    expect(world.sandbox.alive).toEqual([world.realm(3)])
  })
})
