import { describe, expect, it } from 'vitest'
import type { Middleware, PluginCallError } from '../../../../src/sdk'
import { settle } from '../support/fake-clock'
import type { Program } from '../support/memory-realm'
import { createWorld, forever, type World } from '../support/world'

const echo: Program = { execute: (input) => input }

const fails: Program = {
  execute() {
    throw new Error('not today')
  },
}

/** A world with a plugin that calls of go through the middleware 'guard'. */
async function guarded(around: Middleware['around'], program: Program = echo, manifest: object = {}): Promise<World> {
  const world = createWorld()
  await world.save(program, manifest)
  await world.save({ around }, { kind: 'middleware' }, 'guard')
  world.kernel.middleware.set('greeter', ['guard'])
  return world
}

describe('a middleware plugin', () => {
  it('sees the call, and hands it on', async () => {
    let seen: unknown
    const world = await guarded((call, next) => {
      seen = call
      return next(call.input)
    })
    expect(await world.run('Ada')).toMatchObject({ ok: true, output: 'Ada', version: '1.0.0', generation: 1 })
    expect(seen).toEqual({
      plugin: 'greeter',
      version: '1.0.0',
      generation: 1,
      input: 'Ada',
      deadline: world.clock.date() + 5_000,
    })
  })

  it('changes what goes in and what comes out', async () => {
    const world = await guarded(async (call, next) => `<${String(await next(`${String(call.input)}!`))}>`)
    expect(await world.run('Ada')).toMatchObject({ output: '<Ada!>' })
  })

  it('may answer by itself, and the plugin is not called', async () => {
    const world = await guarded(() => 'from the guard')
    expect(await world.run('Ada')).toMatchObject({ ok: true, output: 'from the guard', generation: 1, call: null })
    expect(world.realm(1).requests).not.toContain('execute')
  })

  it('may try again', async () => {
    let tries = 0
    const flaky: Program = {
      execute() {
        if (++tries < 3) throw new Error('not yet')
        return tries
      },
    }
    const world = await guarded(async (call, next) => {
      for (;;)
        try {
          return await next(call.input)
        } catch {
          // Until it goes well.
        }
    }, flaky)
    expect(await world.run()).toMatchObject({ ok: true, output: 3 })
  })

  it('is given the code of a failure, and whether it is worth a second try', async () => {
    const world = await guarded(
      (call, next) =>
        next(call.input).catch((error: unknown) => {
          const { code, retryable } = error as PluginCallError
          return { code, retryable }
        }),
      {
        execute() {
          throw Object.assign(new Error('busy'), { retryable: true })
        },
      },
    )
    expect(await world.run()).toMatchObject({ output: { code: 'EXECUTE', retryable: true } })
  })

  it('goes around calls that come from other plugins', async () => {
    const world = await guarded(async (call, next) => [await next(call.input)])
    const caller: Program = { execute: (input, ctx) => ctx.plugins.call('greeter', input) }
    await world.save(caller, { dependencies: { greeter: '^1.0.0' } }, 'caller')
    expect(await world.run('Ada', {}, 'caller')).toMatchObject({ output: ['Ada'] })
  })

  it('is swapped under load, and no call is lost', async () => {
    const world = await guarded(async (call, next) => `1 ${String(await next(call.input))}`)
    const reports = []
    for (let call = 0; call < 200; call++) {
      reports.push(world.startRun(call))
      if (call === 100)
        world.startSave(
          { around: async (call, next) => `2 ${String(await next(call.input))}` },
          { kind: 'middleware' },
          'guard',
        )
      await settle()
    }
    const outputs = await Promise.all(reports.map(async ({ done }) => ((await done) as { output: unknown }).output))
    const [first] = outputs
    expect(first).toBe('1 0')
    expect(outputs.at(-1)).toBe('2 199')
    expect(outputs.map((output) => String(output).slice(2))).toEqual(outputs.map((_, call) => String(call)))
  })

  it('cannot be called by itself', async () => {
    const world = await guarded((call, next) => next(call.input))
    expect(await world.run('Ada', {}, 'guard')).toMatchObject({
      error: {
        code: 'INPUT',
        plugin: 'guard',
        message: "'guard' is a middleware: it goes around the calls of other plugins",
      },
    })
  })
})

describe('a failure that a middleware plugin lets pass', () => {
  it('is told as it was', async () => {
    const world = createWorld()
    await world.save(fails)
    const alone = await world.run()
    const through = await (await guarded((call, next) => next(call.input), fails)).run()
    expect(alone).toMatchObject({ error: { code: 'EXECUTE', plugin: 'greeter', message: 'not today' } })
    expect(through).toMatchObject({ ok: false, error: (alone as { error: unknown }).error })
  })

  it('is told as it was through two of them', async () => {
    const world = await guarded((call, next) => next(call.input), fails)
    await world.save({ around: (call, next) => next(call.input) }, { kind: 'middleware' }, 'outer')
    world.kernel.middleware.set('greeter', ['outer', 'guard'])
    expect(await world.run()).toMatchObject({ error: { code: 'EXECUTE', plugin: 'greeter', message: 'not today' } })
  })

  it('is no failure of its own health', async () => {
    const world = await guarded((call, next) => next(call.input), fails)
    for (let call = 0; call < 20; call++) await world.run()
    expect((await world.kernel.health('guard')).errorRate).toBe(0)
    expect((await world.kernel.health('greeter')).errorRate).toBe(1)
  })

  it('is the one of several tries that it let pass', async () => {
    let tries = 0
    const world = await guarded(
      async (call, next) => {
        const first = await next(call.input).catch((error: unknown) => error)
        await next(call.input).catch(() => null)
        throw first
      },
      {
        execute() {
          throw new Error(`try ${++tries}`)
        },
      },
    )
    expect(await world.run()).toMatchObject({ error: { plugin: 'greeter', message: 'try 1' } })
  })
})

describe('a failure of the middleware plugin itself', () => {
  it('is told as its own', async () => {
    const world = await guarded(() => {
      throw new Error('no entry')
    })
    expect(await world.run()).toMatchObject({
      error: { code: 'EXECUTE', plugin: 'guard', version: '1.0.0', generation: 1, message: 'no entry' },
    })
  })

  it('is its own also where it says of another that it failed', async () => {
    const world = await guarded(async (call, next) => {
      try {
        return await next(call.input)
      } catch (error) {
        throw new Error('I give up', { cause: error })
      }
    }, fails)
    expect(await world.run()).toMatchObject({ error: { plugin: 'guard', message: 'I give up' } })
  })

  it('that never ends is told a little after the deadline of the call', async () => {
    const world = await guarded(forever)
    const call = world.startRun('Ada', { timeoutMs: 300 })
    await world.clock.advance(399)
    expect(call.value).toBeNull()
    await world.clock.advance(1)
    const message = 'around took longer than 400 ms'
    expect(call.value).toMatchObject({ error: { code: 'TIMEOUT', plugin: 'guard', message } })
  })
})

describe('the time and the abort of a call', () => {
  it('reach the plugin: it is the one that took too long', async () => {
    const world = await guarded((call, next) => next(call.input), { execute: forever })
    const call = world.startRun('Ada', { timeoutMs: 300 })
    await world.clock.advance(300)
    expect(call.value).toMatchObject({ error: { code: 'TIMEOUT', plugin: 'greeter' } })
  })

  it('reach the plugin when the caller cancels', async () => {
    let aborted = false
    const world = await guarded((call, next) => next(call.input), {
      execute: (_input, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            aborted = true
            reject(new Error('aborted'))
          }),
        ),
    })
    const caller = new AbortController()
    const call = world.startRun('Ada', { signal: caller.signal })
    await settle()
    caller.abort()
    await settle()
    expect(aborted).toBe(true)
    expect(call.value).toMatchObject({ error: { code: 'CANCELLED' } })
  })

  it('end what a middleware did not wait for', async () => {
    let reason: unknown
    let begin: () => void = () => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const world = await guarded(
      async (call, next) => {
        void next(call.input).catch(() => null)
        await begun
        return 'done'
      },
      {
        execute(_input, { signal }) {
          signal.addEventListener('abort', () => {
            reason = signal.reason
          })
          begin()
          return forever()
        },
      },
    )
    expect(await world.run()).toMatchObject({ output: 'done' })
    await settle()
    expect(reason).toBeDefined()
  })
})

describe('a middleware plugin that is not there', () => {
  it('keeps every call off, and is named: it was disabled', async () => {
    const world = await guarded((call, next) => next(call.input))
    await world.kernel.disable('guard')
    expect(await world.run('Ada')).toMatchObject({
      error: {
        code: 'DEPENDENCY_MISSING',
        plugin: 'greeter',
        message: "Calls of 'greeter' go through 'guard'. 'guard' is disabled",
        hint: 'Bring guard up again, or take it out of the middleware.',
      },
    })
    expect(world.kernel.middleware.chain('greeter')).toContainEqual({
      name: 'guard',
      of: 'greeter',
      kind: 'plugin',
      problem: "'guard' is disabled",
    })
  })

  it('keeps every call off: its folder is gone', async () => {
    const world = await guarded((call, next) => next(call.input))
    await world.kernel.forget('guard')
    expect(await world.run('Ada')).toMatchObject({ error: { message: expect.stringContaining("no plugin 'guard'") } })
  })

  it('keeps every call off: it was unloaded', async () => {
    const world = await guarded((call, next) => next(call.input))
    await world.kernel.unload('guard')
    expect(await world.run('Ada')).toMatchObject({ error: { code: 'DEPENDENCY_MISSING', plugin: 'greeter' } })
  })

  it('keeps every call off: it is no middleware any more', async () => {
    const world = await guarded((call, next) => next(call.input))
    await world.save(echo, {}, 'guard')
    expect(await world.run('Ada')).toMatchObject({ error: { message: expect.stringContaining('is no middleware') } })
  })

  it('lets calls through again once it is back', async () => {
    const world = await guarded((call, next) => next(call.input))
    await world.kernel.disable('guard')
    await world.kernel.enable('guard')
    expect(await world.run('Ada')).toMatchObject({ ok: true, output: 'Ada' })
  })
})

describe('what a middleware plugin calls for its own purposes', () => {
  it('does not go through itself', async () => {
    const world = createWorld()
    await world.save(echo)
    await world.save({ execute: () => ['Ada'] }, {}, 'users')
    await world.save(
      {
        async around(call, next, ctx) {
          const users = await ctx.plugins.call<string[]>('users', null)
          if (!users.includes(String(call.input))) throw new Error('who is that?')
          return next(call.input)
        },
      },
      { kind: 'middleware', dependencies: { users: '^1.0.0' } },
      'guard',
    )
    world.kernel.middleware.set('*', ['guard'])
    expect(await world.run('Ada')).toMatchObject({ ok: true, output: 'Ada' })
    expect(await world.run('Eve')).toMatchObject({ error: { plugin: 'guard', message: 'who is that?' } })
  })

  it('is not what the plugin calls that it goes around', async () => {
    const seen: string[] = []
    const world = createWorld()
    await world.save(echo, {}, 'inner')
    await world.save(
      { execute: (input, ctx) => ctx.plugins.call('inner', input) },
      { dependencies: { inner: '^1.0.0' } },
    )
    const around: Middleware['around'] = (call, next) => {
      seen.push(call.plugin)
      return next(call.input)
    }
    await world.save({ around }, { kind: 'middleware' }, 'audit')
    world.kernel.middleware.set('*', ['audit'])
    expect(await world.run('Ada')).toMatchObject({ output: 'Ada' })
    expect(seen).toEqual(['greeter', 'inner'])
  })
})
