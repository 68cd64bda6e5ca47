import { describe, expect, it } from 'vitest'
import type { CallContext, Plugin } from '../../../src/sdk'
import { settle } from './support/fake-clock'
import { createWorld, forever, pluginName, type World } from './support/world'

/** Doors that calls wait behind until the test opens them, by input. */
function createDoors() {
  const open = new Map<unknown, (output: unknown) => void>()
  const signals = new Map<unknown, AbortSignal>()
  const entered: unknown[] = []
  const plugin: Plugin = {
    execute(input, ctx: CallContext) {
      entered.push(input)
      signals.set(input, ctx.signal)
      return new Promise((resolve) => open.set(input, resolve))
    },
  }
  return {
    plugin,
    /** Inputs of the calls that are or were inside, in order. */
    entered,
    signalOf: (input: unknown) => signals.get(input),
    async finish(input: unknown, output: unknown = input): Promise<void> {
      await settle()
      open.get(input)?.(output)
      await settle()
    },
  }
}

async function worldWith(plugin: Plugin, limits: object = {}): Promise<World> {
  const world = createWorld()
  await world.save(plugin, { limits })
  return world
}

describe('a call', () => {
  it('gives back the output, with the version, the generation and the time it took', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin)
    const call = world.startRun('a')
    await world.clock.advance(12)
    await doors.finish('a', { answer: 42 })
    expect(call.value).toEqual({
      ok: true,
      output: { answer: 42 },
      version: '1.0.0',
      generation: 1,
      durationMs: 12,
      call: world.told('call-started')[0]?.call,
      warnings: [],
    })
  })

  it('that is quiet says so in its events, and so do the calls that it makes', async () => {
    const world = await worldWith({ execute: (input) => input })
    const dependencies = { greeter: '^1.0.0' }
    const asking: Plugin = { execute: (_input, ctx: CallContext) => ctx.plugins.call('greeter', 'a') }
    await world.save(asking, { dependencies }, 'asking')
    await world.run('a', {}, 'asking')
    await world.run('a', { quiet: true }, 'asking')
    const quiet = (type: 'call-started' | 'call-ended') => world.told(type).map(({ quiet }) => quiet)
    expect(quiet('call-started')).toEqual([undefined, undefined, true, true])
    expect(quiet('call-ended')).toEqual([undefined, undefined, true, true])
  })

  it('that throws fails with EXECUTE, and the plugin goes on serving', async () => {
    const world = await worldWith({
      execute: (input) => {
        if (input === 'bad') throw new Error('not this one')
        return input
      },
    })
    expect(await world.run('bad')).toMatchObject({ ok: false, error: { code: 'EXECUTE', message: 'not this one' } })
    expect(await world.run('good')).toMatchObject({ ok: true, output: 'good' })
    expect(world.status().stats).toMatchObject({ calls: 2, errors: 1, restarts: 0 })
  })

  it('is told when it begins and when it ends, under one number', async () => {
    const world = await worldWith({ execute: () => 'done' })
    const report = await world.run()
    const call = { plugin: 'greeter', version: '1.0.0', generation: 1, call: report.call }
    expect(world.told('call-started')).toMatchObject([call])
    expect(world.told('call-ended')).toMatchObject([{ ...call, durationMs: 0, error: null }])
  })

  it('has a number that no call of another realm has', async () => {
    const world = await worldWith({ execute: () => 1 })
    await world.run()
    await world.save({ execute: () => 2 })
    await world.run()
    await world.save({ execute: () => 3 }, {}, 'other')
    await world.run(null, {}, 'other')
    expect(new Set(world.told('call-started').map(({ call }) => call)).size).toBe(3)
  })

  it('to a plugin that nobody saved fails with NOT_FOUND', async () => {
    const world = createWorld()
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' }, call: null })
  })

  it('before the first commit waits for it', async () => {
    const world = createWorld()
    const resume = world.compiler.pause()
    world.startSave({ execute: (name) => `Hello, ${String(name)}!` })
    const call = world.startRun('Ada')
    await settle()
    expect(call.value).toBeNull()
    resume()
    await settle()
    expect(call.value).toMatchObject({ ok: true, output: 'Hello, Ada!' })
  })

  it('with an input over limits.inputBytes fails with INPUT and never reaches the plugin', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { inputBytes: 100 })
    expect(await world.run('x'.repeat(1000))).toMatchObject({ ok: false, error: { code: 'INPUT' }, call: null })
    expect(doors.entered).toEqual([])
  })

  it('that waited for the first commit is held to its limits, too', async () => {
    const world = createWorld()
    const resume = world.compiler.pause()
    world.startSave({ execute: () => 'reached' }, { limits: { inputBytes: 100 } })
    const call = world.startRun('x'.repeat(1000))
    resume()
    await settle()
    expect(call.value).toMatchObject({ ok: false, error: { code: 'INPUT' } })
  })
})

describe('a version range', () => {
  it('lets the call through where the active version fits', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'ok' }, { version: '1.4.2' })
    expect(await world.run(null, { version: '^1.4.0' })).toMatchObject({ ok: true, version: '1.4.2' })
  })

  it.each(['^2.0.0', 'no range at all'])('refuses the call with NOT_FOUND where none fits: %s', async (version) => {
    const world = await worldWith({ execute: () => 'ok' })
    const report = await world.run(null, { version })
    expect(report).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(!report.ok && report.error.message).toContain(version)
  })

  it('holds for the version that serves when the turn comes', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { concurrency: 1 })
    world.startRun('first')
    const waiting = world.startRun('second', { version: '^1.0.0' })
    await world.save({ execute: () => 'two' }, { version: '2.0.0' })
    expect(waiting.value).toMatchObject({ ok: false, error: { code: 'NOT_FOUND', version: '2.0.0' } })
  })
})

describe('calls at the same time', () => {
  it('run up to limits.concurrency, and the next one enters when one leaves', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { concurrency: 2 })
    const calls = ['a', 'b', 'c', 'd'].map((input) => world.startRun(input))
    await settle()
    expect(doors.entered).toEqual(['a', 'b'])
    expect(world.status().stats).toMatchObject({ inFlight: 2, waiting: 2 })
    await doors.finish('b')
    expect(doors.entered).toEqual(['a', 'b', 'c'])
    expect(calls.map(({ value }) => value?.ok)).toEqual([undefined, true, undefined, undefined])
  })

  it('wait up to limits.queue; one more is OVERLOADED', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { concurrency: 1, queue: 2 })
    const calls = ['a', 'b', 'c', 'd'].map((input) => world.startRun(input))
    await settle()
    expect(calls[3]?.value).toMatchObject({ ok: false, error: { code: 'OVERLOADED' }, call: null })
    await doors.finish('a')
    await doors.finish('b')
    await doors.finish('c')
    expect(calls.map(({ value }) => value?.ok)).toEqual([true, true, true, false])
  })

  it('are all served with a queue of none, as long as there is room', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { concurrency: 2, queue: 0 })
    const calls = ['a', 'b', 'c'].map((input) => world.startRun(input))
    await doors.finish('a')
    await doors.finish('b')
    expect(calls.map(({ value }) => value?.ok)).toEqual([true, true, false])
  })

  it('are bounded before the first commit and during a restart, too', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { queue: 2 })
    world.realm(1).die()
    const calls = ['a', 'b', 'c'].map((input) => world.startRun(input))
    await settle()
    expect(calls[2]?.value).toMatchObject({ ok: false, error: { code: 'OVERLOADED' } })
    expect(doors.entered).toEqual(['a', 'b'])

    const fresh = createWorld()
    fresh.compiler.pause()
    fresh.startSave(doors.plugin)
    const many = Array.from({ length: 1_001 }, () => fresh.startRun())
    await settle()
    expect(many.filter(({ value }) => value !== null)).toHaveLength(1)
  })
})

describe('the deadline', () => {
  it('answers a call that waits for room', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { concurrency: 1 })
    world.startRun('a', { timeoutMs: 100_000 })
    const waiting = world.startRun('b', { timeoutMs: 300 })
    await world.clock.advance(299)
    expect(waiting.value).toBeNull()
    await world.clock.advance(1)
    expect(waiting.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT' }, durationMs: 300, call: null })
    await doors.finish('a')
    expect(doors.entered).toEqual(['a'])
  })

  it('answers a call that runs, and aborts its signal alone', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin)
    const call = world.startRun('a', { timeoutMs: 300 })
    world.startRun('b')
    await world.clock.advance(300)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT', phase: 'execute' }, durationMs: 300 })
    expect(doors.signalOf('a')?.aborted).toBe(true)
    expect(doors.signalOf('a')?.reason).toBe('timeout')
    expect(doors.signalOf('b')?.aborted).toBe(false)
  })

  it('is limits.executeMs unless told', async () => {
    const world = await worldWith({ execute: forever }, { executeMs: 700 })
    const call = world.startRun()
    await world.clock.advance(699)
    expect(call.value).toBeNull()
    await world.clock.advance(1)
    expect(call.value).toMatchObject({ error: { code: 'TIMEOUT' } })
  })

  it('counts from the call, the waiting included', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { concurrency: 1, executeMs: 1_000 })
    world.startRun('a')
    await world.clock.advance(900)
    const second = world.startRun('b')
    await doors.finish('a')
    await world.clock.advance(1_000)
    expect(second.value).toMatchObject({ error: { code: 'TIMEOUT' }, durationMs: 1_000 })
  })

  it('leaves the worker alive if the plugin follows the abort within the grace', async () => {
    const world = await worldWith({
      execute: (_input, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
    })
    const call = world.startRun(null, { timeoutMs: 100 })
    await world.clock.advance(10_000)
    expect(call.value).toMatchObject({ error: { code: 'TIMEOUT' } })
    expect(world.realm(1).alive).toBe(true)
    expect(world.told('restarted')).toEqual([])
    expect(world.clock.timers).toBe(0)
  })

  it('ends the worker after the grace if the plugin does not, and brings it back', async () => {
    const world = await worldWith({ execute: (input) => (input === 'hang' ? forever() : input) })
    const first = world.realm(1)
    world.startRun('hang', { timeoutMs: 100 })
    await world.clock.advance(349)
    expect(first.alive).toBe(true)
    await world.clock.advance(1)
    expect(first.alive).toBe(false)
    expect(await world.run('again')).toMatchObject({ ok: true, output: 'again', generation: 1 })
    expect(world.told('restarted')).toMatchObject([
      { generation: 1, rolledBackFrom: null, reason: { code: 'CRASHED' } },
    ])
  })

  it('of one call costs the calls beside it CRASHED, and those that wait nothing', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { concurrency: 2 })
    world.startRun('hang', { timeoutMs: 100 })
    const beside = world.startRun('beside')
    const waiting = world.startRun('waiting')
    await world.clock.advance(350)
    expect(beside.value).toMatchObject({ ok: false, error: { code: 'CRASHED' } })
    await doors.finish('waiting')
    expect(waiting.value).toMatchObject({ ok: true, output: 'waiting' })
  })

  it('makes of a late answer one that is dropped and counted', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin)
    const call = world.startRun('a', { timeoutMs: 100 })
    await world.clock.advance(150)
    await doors.finish('a')
    expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT' } })
    expect(world.told('call-ended')).toHaveLength(1)
    expect(world.status().stats).toMatchObject({ calls: 1, errors: 1, dropped: 1 })
    await world.clock.advance(1_000)
    expect(world.realm(1).alive).toBe(true)
  })
})

describe('a caller that cancels', () => {
  it('is answered at once, and the guest is told', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin)
    const caller = new AbortController()
    const call = world.startRun('a', { signal: caller.signal })
    await world.clock.advance(5)
    caller.abort()
    await settle()
    expect(call.value).toMatchObject({ ok: false, error: { code: 'CANCELLED' }, durationMs: 5 })
    expect(doors.signalOf('a')?.reason).toBe('cancelled')
  })

  it('while it waits takes its call out of the queue', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin, { concurrency: 1 })
    const caller = new AbortController()
    world.startRun('a')
    const call = world.startRun('b', { signal: caller.signal })
    caller.abort()
    await doors.finish('a')
    expect(call.value).toMatchObject({ error: { code: 'CANCELLED' }, call: null })
    expect(doors.entered).toEqual(['a'])
    expect(world.clock.timers).toBe(0)
  })

  it('before it called is told so, and nothing runs', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin)
    expect(await world.run('a', { signal: AbortSignal.abort() })).toMatchObject({ error: { code: 'CANCELLED' } })
    expect(doors.entered).toEqual([])
  })

  it('leaves a plugin that goes on regardless to its deadline', async () => {
    const world = await worldWith({ execute: forever }, { executeMs: 1_000 })
    const first = world.realm(1)
    const caller = new AbortController()
    world.startRun(null, { signal: caller.signal })
    caller.abort()
    await world.clock.advance(1_249)
    expect(first.alive).toBe(true)
    await world.clock.advance(1)
    expect(first.alive).toBe(false)
  })

  it('after the answer changes nothing', async () => {
    const world = await worldWith({ execute: () => 'done' })
    const caller = new AbortController()
    const report = await world.run(null, { signal: caller.signal })
    caller.abort()
    await settle()
    expect(report.ok).toBe(true)
    expect(world.told('call-ended')).toHaveLength(1)
  })
})

describe('calls and a swap', () => {
  it('finish on the predecessor when they are inside it, while new ones go to the candidate', async () => {
    const old = createDoors()
    const world = await worldWith(old.plugin)
    const inside = world.startRun('old')
    await world.save({ execute: () => 'new' })
    expect(await world.run()).toMatchObject({ output: 'new', generation: 2 })
    expect(inside.value).toBeNull()
    await old.finish('old')
    expect(inside.value).toMatchObject({ ok: true, output: 'old', generation: 1 })
    expect(world.sandbox.alive).toEqual([world.realm(2)])
  })

  it('go to the candidate when they wait', async () => {
    const old = createDoors()
    const world = await worldWith(old.plugin, { concurrency: 1 })
    world.startRun('inside')
    const waiting = world.startRun('waiting')
    await world.save({ execute: () => 'new' })
    expect(waiting.value).toMatchObject({ ok: true, output: 'new', generation: 2 })
    expect(old.entered).toEqual(['inside'])
  })

  it('are all answered once through a hundred swaps', async () => {
    const world = createWorld()
    let entered = 0
    const plugin = (generation: number): Plugin => ({ execute: async (input) => (entered++, [generation, input]) })
    await world.save(plugin(1))
    const calls = []
    for (let generation = 2; generation <= 100; generation++) {
      for (let index = 0; index < 5; index++) calls.push(world.startRun(index))
      void world.kernel.save(world.source(plugin(generation)))
      for (let index = 0; index < 5; index++) calls.push(world.startRun(index))
      await settle()
    }
    expect(calls.every(({ value }) => value?.ok)).toBe(true)
    expect(entered).toBe(calls.length)
    expect(world.sandbox.alive).toHaveLength(1)
  })
})

describe('calls during a restart', () => {
  it('wait and are served', async () => {
    const world = await worldWith({ execute: (input) => input })
    world.realm(1).die()
    const call = world.startRun('patient')
    expect(call.value).toBeNull()
    await settle()
    expect(call.value).toMatchObject({ ok: true, output: 'patient', generation: 1 })
  })

  it('that were inside get CRASHED, once', async () => {
    const doors = createDoors()
    const world = await worldWith(doors.plugin)
    const call = world.startRun('a')
    await settle()
    world.realm(1).die({ code: 'MEMORY', message: 'out of memory' })
    await settle()
    await doors.finish('a')
    expect(call.value).toMatchObject({ ok: false, error: { code: 'MEMORY', phase: 'execute' } })
    expect(world.told('call-ended')).toHaveLength(1)
  })

  it('wait no longer than their own deadline', async () => {
    let loads = 0
    const world = createWorld()
    await world.save(() => (++loads === 1 ? { execute: () => 1 } : forever()), { limits: { executeMs: 300 } })
    world.realm(1).die()
    const call = world.startRun()
    await world.clock.advance(300)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT' } })
  })
})

describe('a plugin’s log and metrics', () => {
  it('are told with the call, the generation and the place', async () => {
    const world = await worldWith({
      execute(_input, ctx) {
        ctx.log.warn('careful')
        ctx.metrics.count('rows', 3)
      },
    })
    const { call } = await world.run()
    expect(world.told('log')).toMatchObject([
      {
        plugin: pluginName,
        generation: 1,
        call,
        level: 'warn',
        values: [{ kind: 'text', text: 'careful' }],
        position: { file: 'index.ts', line: 1, column: 1 },
      },
    ])
    expect(world.told('metric')).toMatchObject([{ generation: 1, kind: 'count', name: 'rows', value: 3 }])
  })

  it('that were dropped are counted', async () => {
    const world = await worldWith({ execute: () => 1 })
    world.realm(1).tell({ type: 'dropped', what: 'log lines', count: 70 })
    await settle()
    expect(world.status().stats.dropped).toBe(70)
  })

  it('of an error outside of any call are told as UNHANDLED', async () => {
    const world = await worldWith({ execute: () => 1 })
    world.realm(1).tell({ type: 'fault', fault: { code: 'UNHANDLED', message: 'nobody caught it' } })
    await settle()
    expect(world.told('error')).toMatchObject([{ error: { code: 'UNHANDLED', phase: 'idle', generation: 1 } }])
    expect(world.status().state).toBe('active')
  })
})
