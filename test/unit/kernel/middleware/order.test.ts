import { describe, expect, it } from 'vitest'
import { PluginFailure } from '../../../../src/kernel/errors'
import type { Program } from '../support/memory-realm'
import { createWorld, type World } from '../support/world'

/** Writes its name around what is inside. */
const bracket = (name: string): Program => ({
  around: async (call, next) => `${name}(${String(await next(call.input))})`,
})

async function worldWith(...middleware: readonly string[]): Promise<World> {
  const world = createWorld()
  await world.save({ execute: (input) => input })
  for (const name of middleware) await world.save(bracket(name), { kind: 'middleware' }, name)
  return world
}

function refused(work: () => void): PluginFailure {
  try {
    work()
  } catch (error) {
    if (error instanceof PluginFailure) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('the order', () => {
  it('is outermost first, and those for all go around those of the plugin', async () => {
    const world = await worldWith('a', 'b', 'c')
    world.kernel.middleware.set('greeter', ['b', 'c'])
    world.kernel.middleware.set('*', ['a'])
    expect(await world.run('x')).toMatchObject({ output: 'a(b(c(x)))' })
    world.kernel.middleware.set('greeter', ['c', 'b'])
    expect(await world.run('x')).toMatchObject({ output: 'a(c(b(x)))' })
  })

  it('has a name that stands in both once, where the plugin has it', async () => {
    const world = await worldWith('a', 'b')
    world.kernel.middleware.set('*', ['a', 'b'])
    world.kernel.middleware.set('greeter', ['a'])
    expect(await world.run('x')).toMatchObject({ output: 'b(a(x))' })
    expect(world.kernel.middleware.chain('greeter').map(({ name, of }) => `${of} ${name}`)).toEqual([
      '* b',
      'greeter a',
    ])
  })

  it('is given back as it was set', async () => {
    const { middleware } = (await worldWith('a')).kernel
    expect(middleware.list()).toEqual(['metrics', 'validation'])
    expect(middleware.list('greeter')).toEqual([])
    middleware.set('greeter', ['logging', 'a'])
    middleware.set('*', ['metrics'])
    expect(middleware.list('greeter')).toEqual(['logging', 'a'])
    expect(middleware.list('*')).toEqual(['metrics'])
  })

  it('holds for a middleware plugin by its own list alone', async () => {
    const world = await worldWith('a', 'b')
    world.kernel.middleware.set('*', ['a'])
    world.kernel.middleware.set('a', ['b'])
    expect(await world.run('x')).toMatchObject({ output: 'b(a(x))' })
  })

  it('is told when it changes', async () => {
    const world = await worldWith()
    world.kernel.middleware.set('greeter', ['cache'])
    world.kernel.middleware.set('*', [])
    expect(world.told('changed')).toMatchObject([
      { plugin: 'greeter', what: 'middleware' },
      { plugin: '*', what: 'middleware' },
    ])
  })
})

describe('a list is refused', () => {
  it('with a name that there is not: it says what there is', async () => {
    const { middleware } = (await worldWith('audit')).kernel
    const { code, error } = refused(() => middleware.set('greeter', ['cashe']))
    expect(code).toBe('NOT_FOUND')
    expect(error.message).toBe("There is no middleware 'cashe'")
    expect(error.hint).toBe(
      'Did you mean "cache"? There is logging, metrics, recovery, timeout, validation, permission, rate-limit, cache, circuit-breaker, audit.',
    )
    expect(middleware.list('greeter')).toEqual([])
  })

  it('with a plugin that is no middleware', async () => {
    const { middleware } = (await worldWith()).kernel
    expect(refused(() => middleware.set('*', ['greeter'])).error.message).toBe(
      "'greeter' is no middleware that is loaded",
    )
  })

  it('for a plugin that there is not', async () => {
    const { middleware } = (await worldWith()).kernel
    expect(refused(() => middleware.set('nobody', ['cache'])).code).toBe('NOT_FOUND')
  })

  it('with a name twice', async () => {
    const { middleware } = (await worldWith()).kernel
    expect(refused(() => middleware.set('greeter', ['cache', 'logging', 'cache'])).error.message).toBe(
      "'cache' stands there twice",
    )
  })

  it('where a middleware would go around itself', async () => {
    const { middleware } = (await worldWith('a')).kernel
    const { code, error } = refused(() => middleware.set('a', ['logging', 'a']))
    expect(code).toBe('DEPENDENCY_CYCLE')
    expect(error.message).toBe("'a' would go around itself: a → a")
  })

  it('where middleware would go around each other, with the path', async () => {
    const { middleware } = (await worldWith('a', 'b', 'c')).kernel
    middleware.set('a', ['b'])
    middleware.set('b', ['c'])
    expect(refused(() => middleware.set('c', ['a'])).error.message).toBe(
      'These go around each other in a circle: c → a → b → c',
    )
  })

  it.each([['cache'], 'cache', [1], null, Array.from({ length: 40 }, () => 'cache')].slice(1))(
    'that is no list of names: %s',
    async (names) => {
      const { middleware } = (await worldWith()).kernel
      expect(refused(() => middleware.set('greeter', names as string[])).code).toBe('INPUT')
    },
  )
})

describe('the options of a built-in middleware', () => {
  it('have their defaults where nothing was set', async () => {
    const { middleware } = (await worldWith()).kernel
    expect(middleware.options('greeter', 'timeout')).toEqual({ ms: 1_000 })
    middleware.setOptions('greeter', 'recovery', { attempts: 5 })
    expect(middleware.options('greeter', 'recovery')).toMatchObject({ attempts: 5, waitMs: 100 })
  })

  it.each<[string, unknown, string]>([
    ['a value that is none', { ms: 'long' }, '/ms: it must be a whole number of milliseconds from 1 to 600000.'],
    ['a value out of bounds', { ms: 0 }, '/ms: it must be a whole number of milliseconds from 1 to 600000.'],
    ['an option that there is not', { secs: 1 }, '/secs: there is no such option.'],
    ['no object', 5, '/: it must be an object in braces: { … }'],
  ])('are refused with %s', async (_, values, problem) => {
    const { middleware } = (await worldWith()).kernel
    const { code, error } = refused(() => middleware.setOptions('greeter', 'timeout', values))
    expect(code).toBe('INPUT')
    expect(error.message).toBe(`The options of 'timeout' are not accepted at ${problem}`)
  })

  it('are those of a middleware that there is', async () => {
    const { middleware } = (await worldWith('a')).kernel
    expect(refused(() => middleware.setOptions('greeter', 'a', {})).error.hint).toContain('has its config')
  })

  it('leave what the others have learnt', async () => {
    const world = await worldWith()
    world.kernel.middleware.set('greeter', ['cache', 'timeout'])
    await world.run('a')
    world.kernel.middleware.setOptions('greeter', 'timeout', { ms: 5 })
    expect(await world.run('a')).toMatchObject({ ok: true, call: null })
  })
})

describe('the trace of a call', () => {
  it('has each step that it came to, outermost first, with its own time', async () => {
    const world = createWorld()
    const sleep = (ms: number) => new Promise<void>((resolve) => world.clock.after(ms, () => resolve()))
    await world.save({
      async execute() {
        await sleep(50)
        return 'done'
      },
    })
    const slow: Program = {
      async around(call, next) {
        await sleep(10)
        const output = await next(call.input)
        await sleep(20)
        return output
      },
    }
    await world.save(slow, { kind: 'middleware' }, 'slow')
    world.kernel.middleware.set('greeter', ['slow', 'cache'])
    const call = world.startRun('x')
    await world.clock.advance(80)
    const { value } = call
    expect(value).toMatchObject({ ok: true, durationMs: 80 })
    expect(world.told('trace').filter(({ plugin }) => plugin === 'greeter')).toMatchObject([
      {
        ...{ version: '1.0.0', generation: 1, call: value?.call, durationMs: 80 },
        steps: [
          { middleware: 'metrics', ms: 0, outcome: 'ok', inside: 1 },
          { middleware: 'validation', ms: 0, outcome: 'ok', inside: 1 },
          { middleware: 'slow', ms: 30, outcome: 'ok', inside: 1 },
          { middleware: 'cache', ms: 0, outcome: 'ok', inside: 1 },
        ],
      },
    ])
    await world.clock.advance(0)
  })

  it('shows where a call was turned back, and how often it was tried', async () => {
    const world = createWorld()
    let tries = 0
    await world.save({
      execute() {
        tries++
        throw Object.assign(new Error('busy'), { retryable: true })
      },
    })
    world.kernel.middleware.set('greeter', ['rate-limit', 'recovery'])
    world.kernel.middleware.setOptions('greeter', 'rate-limit', { burst: 1, perSecond: 1 })
    const first = world.startRun()
    await world.clock.advance(500)
    await first.done
    await world.run()
    expect(tries).toBe(3)
    expect(
      world
        .told('trace')
        .map(({ steps }) => steps.map(({ middleware, outcome, inside }) => `${middleware} ${outcome} ${inside}`)),
    ).toEqual([
      ['metrics EXECUTE 1', 'validation EXECUTE 1', 'rate-limit EXECUTE 1', 'recovery EXECUTE 3'],
      ['metrics OVERLOADED 1', 'validation OVERLOADED 1', 'rate-limit OVERLOADED 0'],
    ])
  })

  it('is not made for quiet calls', async () => {
    const world = await worldWith()
    await world.run('a', { quiet: true })
    expect(world.told('trace')).toEqual([])
  })
})

describe('a pipeline', () => {
  it('sends every item through what goes around its plugins', async () => {
    const world = await worldWith('a')
    world.kernel.middleware.set('greeter', ['a'])
    const report = await world.kernel.runPipeline([{ plugin: 'greeter' }], [1, 2, 3], { stream: true })
    expect(report).toMatchObject({ ok: true, output: ['a(1)', 'a(2)', 'a(3)'] })
  })

  it('refuses the one item that its schema does not take', async () => {
    const world = createWorld()
    await world.save({ execute: (input) => input }, { inputSchema: { type: 'number' } })
    const report = await world.kernel.runPipeline([{ plugin: 'greeter' }], [1, 'two', 3], {
      stream: true,
      onError: 'skip',
    })
    expect(report).toMatchObject({ ok: true, output: [1, 3] })
  })

  it('goes in batches where nothing looks at single calls', async () => {
    const world = await worldWith()
    await world.kernel.runPipeline([{ plugin: 'greeter' }], [1, 2, 3], { stream: true })
    expect(world.realm(1).requests).toContain('executeBatch')
    expect(world.realm(1).requests).not.toContain('execute')
  })
})
