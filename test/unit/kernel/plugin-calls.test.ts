import { describe, expect, it } from 'vitest'
import { maxCallDepth } from '../../../src/kernel/plugin-calls'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, forever, type World } from './support/world'

const asks = (plugin: string): Program => ({ execute: (input, ctx) => ctx.plugins.call(plugin, input) })

/** What the caller got for its call of another plugin. */
const tells = (plugin: string): Program => ({
  execute: (input, ctx) =>
    ctx.plugins.call(plugin, input).catch((error: unknown) => {
      const { name, code, message } = error as { name: string; code: string; message: string }
      return { name, code, message }
    }),
})

function recorded(world: World) {
  return world.told('asked')
}

async function saveBoth(world: World, caller: Program, callee: Program, limits: object = {}): Promise<void> {
  await world.save(callee, { limits }, 'callee')
  await world.save(caller, { dependencies: { callee: '^1.0.0' }, limits: { executeMs: 300 } })
}

describe('a call of another plugin', () => {
  it('gives its output, as a copy', async () => {
    const world = createWorld()
    await saveBoth(world, asks('callee'), { execute: (input) => ({ got: input }) })
    expect(await world.run({ a: [1] })).toMatchObject({ ok: true, output: { got: { a: [1] } } })
  })

  it('counts as a call of that plugin', async () => {
    const world = createWorld()
    await saveBoth(world, asks('callee'), { execute: () => 1 })
    await world.run()
    expect(world.status('callee').stats).toMatchObject({ calls: 1, errors: 0 })
  })

  it('may come from init', async () => {
    const world = createWorld()
    let greeting: unknown
    const caller: Program = {
      init: async (ctx) => void (greeting = await ctx.plugins.call('callee', 'init')),
      execute: () => greeting,
    }
    await saveBoth(world, caller, { execute: (input) => `for ${String(input)}` })
    expect(await world.run()).toMatchObject({ output: 'for init' })
  })

  it('of a plugin that is not declared is refused and recorded, with what to write', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1 }, {}, 'callee')
    await world.save(asks('callee'))
    expect(await world.run()).toMatchObject({
      error: {
        code: 'PERMISSION',
        plugin: 'greeter',
        message: "'greeter' calls 'callee', but does not declare it",
        hint: expect.stringMatching(/under "dependencies" .*or "plugins:call" to "permissions"/) as string,
      },
    })
    expect(recorded(world)).toMatchObject([{ capability: 'plugins:call', detail: 'callee', allowed: false }])
    await world.save(tells('callee'))
    expect(await world.run()).toMatchObject({ output: { name: 'PluginCallError', code: 'PERMISSION' } })
  })

  it.each(['constructor', '__proto__', 'toString'])('of %s is refused', async (name) => {
    const world = createWorld()
    await world.save(tells(name))
    expect(await world.run()).toMatchObject({ output: { code: 'PERMISSION' } })
  })
})

describe('a name that is none', () => {
  it.each([5, { toString: null }, 'x'.repeat(201)])('is refused and recorded: %j', async (name) => {
    const world = createWorld()
    await world.save(tells(name as never))
    expect(await world.run()).toMatchObject({ output: { name: 'PluginCallError', code: 'INPUT' } })
    expect(recorded(world)).toMatchObject([
      { capability: 'plugins:call', detail: 'a request of the wrong shape', allowed: false },
    ])
  })
})

describe('the failure of a called plugin', () => {
  it('arrives with its code', async () => {
    const world = createWorld()
    const fails = () => {
      throw new Error('not today')
    }
    await saveBoth(world, tells('callee'), { execute: fails })
    expect(await world.run()).toMatchObject({
      output: { name: 'PluginCallError', code: 'EXECUTE', message: "'callee' failed: not today" },
    })
  })

  it('that nobody catches is that of the caller, and names the other', async () => {
    const world = createWorld()
    const fails = () => {
      throw new Error('not today')
    }
    await saveBoth(world, asks('callee'), { execute: fails })
    expect(await world.run()).toMatchObject({
      ok: false,
      error: { code: 'EXECUTE', plugin: 'greeter', message: "'callee' failed: not today" },
    })
  })

  it('is CRASHED where its worker ended, and the next call is served', async () => {
    const world = createWorld()
    let hang = true
    await saveBoth(world, tells('callee'), { execute: () => (hang ? forever() : 'back') })
    await world.clock.advance(60_000)
    const call = world.startRun()
    await settle()
    hang = false
    world.realm(1, 'callee').die()
    await settle()
    expect(call.value).toMatchObject({ output: { code: 'CRASHED' } })
    expect(await world.run()).toMatchObject({ output: 'back' })
  })
})

describe("the caller's deadline", () => {
  it('goes along, less the time that has passed', async () => {
    const world = createWorld()
    let late: unknown = null
    const caller: Program = {
      execute: async (_input, ctx) => {
        await new Promise<void>((resolve) => world.clock.after(200, resolve))
        return ctx.plugins.call('callee', null).catch((error: unknown) => (late = (error as { code: string }).code))
      },
    }
    await saveBoth(world, caller, { execute: forever })
    const call = world.startRun()
    await world.clock.advance(299)
    expect(world.told('call-ended')).toEqual([])
    await world.clock.advance(1)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT', plugin: 'greeter' } })
    expect(late).not.toBeNull()
    const ofCallee = world.told('call-ended').filter(({ plugin }) => plugin === 'callee')
    expect(ofCallee).toMatchObject([{ durationMs: 100 }])
  })

  it('is that of the call, not of the plugin', async () => {
    const world = createWorld()
    await saveBoth(world, tells('callee'), { execute: forever })
    const call = world.startRun(null, { timeoutMs: 50 })
    await world.clock.advance(50)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT' } })
    expect(
      world
        .told('call-ended')
        .map(({ plugin }) => plugin)
        .sort(),
    ).toEqual(['callee', 'greeter'])
  })
})

describe("the caller's abort", () => {
  it('goes along to the called plugin, which is cancelled', async () => {
    const world = createWorld()
    const caller = new AbortController()
    let reason: unknown = null
    const callee: Program = {
      execute: (_input, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            reason = signal.reason
            reject(new Error('followed'))
          }),
        ),
    }
    await saveBoth(world, asks('callee'), callee)
    const call = world.startRun(null, { signal: caller.signal })
    await settle()
    caller.abort()
    await settle()
    expect(call.value).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(reason).toBe('cancelled')
    const ofCallee = world.told('call-ended').filter(({ plugin }) => plugin === 'callee')
    expect(ofCallee).toMatchObject([{ error: { code: 'CANCELLED' } }])
    expect(world.status('callee').stats).toMatchObject({ inFlight: 0, waiting: 0 })
  })

  it('takes a call along that still waits', async () => {
    const world = createWorld()
    const caller = new AbortController()
    await saveBoth(world, asks('callee'), { execute: forever }, { concurrency: 1 })
    world.startRun(null, {}, 'callee')
    world.startRun(null, { signal: caller.signal })
    await settle()
    expect(world.status('callee').stats).toMatchObject({ inFlight: 1, waiting: 1 })
    caller.abort()
    await settle()
    expect(world.status('callee').stats).toMatchObject({ inFlight: 1, waiting: 0 })
  })

  it('comes with the end of its worker, too', async () => {
    const world = createWorld()
    await saveBoth(world, asks('callee'), { execute: forever })
    world.startRun()
    await settle()
    world.realm(1).die()
    await settle()
    const ofCallee = world.told('call-ended').filter(({ plugin }) => plugin === 'callee')
    expect(ofCallee).toMatchObject([{ error: { code: 'CANCELLED' } }])
  })
})

describe('plugins that call one another', () => {
  it('may do so only so deep', async () => {
    const world = createWorld()
    const last = maxCallDepth + 1
    await world.save({ execute: () => 'the end' }, {}, `p${last}`)
    for (let place = last - 1; place >= 1; place--)
      await world.save(asks(`p${place + 1}`), { dependencies: { [`p${place + 1}`]: '*' } }, `p${place}`)
    expect(await world.run(null, {}, 'p2')).toMatchObject({ ok: true, output: 'the end' })
    expect(await world.run(null, {}, 'p1')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(`Plugins call one another ${maxCallDepth} deep: p1 → p2 → `) },
    })
  })

  /** b needs what a 3.0.0 had; after its end b's calls go to a 2.0.0, which calls b. */
  async function circle(limits: object): Promise<World> {
    const world = createWorld()
    const callsB = { version: '2.0.0', dependencies: { b: '*' }, limits }
    await world.save({ execute: () => 1 }, {}, 'b')
    await world.save(asks('b'), callsB, 'a')
    world.kernel.pin('a', '2.0.0')
    await world.save({ execute: () => 'three' }, { version: '3.0.0' }, 'a')
    await world.save(asks('a'), { dependencies: { a: '>=2.0.0' }, limits }, 'b')
    world.realm(2, 'a').die()
    await settle()
    return world
  }

  it('in a circle that opened by itself end at the bound', async () => {
    const world = await circle({})
    expect(await world.run(null, {}, 'a')).toMatchObject({
      ok: false,
      error: { code: 'EXECUTE', message: expect.stringContaining(`Plugins call one another ${maxCallDepth} deep`) },
    })
    for (const { stats } of world.kernel.status()) expect(stats).toMatchObject({ inFlight: 0, waiting: 0 })
  })

  it('in a circle without room for one more would wait for themselves, and are told', async () => {
    const world = await circle({ concurrency: 1 })
    expect(await world.run(null, {}, 'a')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('b → a → b would wait for each other for ever') },
    })
    expect(await world.run(null, {}, 'a')).toMatchObject({ ok: false })
  })

  it('and wait for each other from two sides are found, and both are told', async () => {
    const world = await circle({ concurrency: 1 })
    const calls = [world.startRun(null, {}, 'a'), world.startRun(null, {}, 'b')]
    await settle()
    const knot = (way: string) => ({
      ok: false,
      error: { message: expect.stringContaining(`${way} would wait for each other for ever`) },
    })
    expect(calls.map(({ value }) => value)).toMatchObject([knot('a → b → a'), knot('b → a → b')])
    expect(world.told('error').slice(1)).toMatchObject([
      {
        error: {
          code: 'DEPENDENCY_CYCLE',
          plugin: 'a',
          version: '2.0.0',
          hint: expect.stringContaining('concurrency'),
        },
      },
      { error: { code: 'DEPENDENCY_CYCLE', plugin: 'b', version: '1.0.0' } },
    ])
    for (const { stats } of world.kernel.status()) expect(stats).toMatchObject({ inFlight: 0, waiting: 0 })
  })
})
