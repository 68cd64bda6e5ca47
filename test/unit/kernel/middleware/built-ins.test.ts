import { describe, expect, it } from 'vitest'
import { execution } from '../../../../src/kernel/admission'
import type { CallReport } from '../../../../src/kernel/reports'
import { settle } from '../support/fake-clock'
import type { Program } from '../support/memory-realm'
import { createWorld, forever, type World } from '../support/world'

const echo: Program = { execute: (input) => input }

async function worldWith(names: readonly string[], program: Program = echo, manifest: object = {}): Promise<World> {
  const world = createWorld()
  await world.save(program, manifest)
  world.kernel.middleware.set('greeter', names)
  return world
}

/** A call that runs into a bug of Hotplug on its way into the plugin. */
const buggy = {
  quiet: false,
  admission: {
    ...execution,
    begin() {
      throw new Error('a bug')
    },
  },
}

function codeOf(report: CallReport): string {
  return report.ok ? 'ok' : report.error.code
}

/** Fails as often as it is told, then answers with the number of the try. */
function flaky(failures: number, marks: object = { retryable: true }): { program: Program; tries: () => number } {
  let tries = 0
  const program: Program = {
    execute() {
      if (++tries <= failures) throw Object.assign(new Error(`try ${tries}`), marks)
      return tries
    },
  }
  return { program, tries: () => tries }
}

describe('recovery', () => {
  it('tries again what failed with a retryable error, after a wait that doubles', async () => {
    const { program, tries } = flaky(2)
    const world = await worldWith(['recovery'], program)
    const call = world.startRun()
    await settle()
    expect(tries()).toBe(1)
    await world.clock.advance(99)
    expect(tries()).toBe(1)
    await world.clock.advance(1)
    expect(tries()).toBe(2)
    await world.clock.advance(200)
    expect(call.value).toMatchObject({ ok: true, output: 3, durationMs: 300 })
  })

  it('gives up after so many attempts, with the failure of the last', async () => {
    const { program, tries } = flaky(9)
    const world = await worldWith(['recovery'], program)
    const call = world.startRun()
    await world.clock.advance(10_000)
    expect(tries()).toBe(3)
    expect(call.value).toMatchObject({ error: { code: 'EXECUTE', message: 'try 3', retryable: true } })
  })

  it('does not try again what is not marked', async () => {
    const { program, tries } = flaky(1, {})
    const world = await worldWith(['recovery'], program)
    expect(codeOf(await world.run())).toBe('EXECUTE')
    expect(tries()).toBe(1)
  })

  it('makes no attempt that would come after the deadline', async () => {
    const { program, tries } = flaky(9)
    const world = await worldWith(['recovery'], program)
    const call = world.startRun(null, { timeoutMs: 150 })
    await world.clock.advance(149)
    expect(call.value).toMatchObject({ error: { code: 'EXECUTE', message: 'try 2' } })
    expect(tries()).toBe(2)
  })

  it('stops waiting when the caller cancels', async () => {
    const { program, tries } = flaky(9)
    const world = await worldWith(['recovery'], program)
    const caller = new AbortController()
    const call = world.startRun(null, { signal: caller.signal })
    await settle()
    caller.abort()
    await settle()
    expect(call.value).toMatchObject({ error: { code: 'CANCELLED' } })
    expect(tries()).toBe(1)
  })

  it('tries a call again whose worker ended only where a person says that it may', async () => {
    const calls = [world(false), world(true)]
    expect(await Promise.all(calls)).toEqual(['CRASHED', 'ok'])

    async function world(crashes: boolean): Promise<string> {
      let tries = 0
      const world = await worldWith(['recovery'], { execute: () => (++tries === 1 ? forever() : tries) })
      world.kernel.middleware.setOptions('greeter', 'recovery', { crashes })
      const call = world.startRun()
      await settle()
      world.realm(1).die()
      await world.clock.advance(1_000)
      return codeOf(call.value!)
    }
  })

  it('may be answered by a generation that came meanwhile', async () => {
    const { program } = flaky(9)
    const world = await worldWith(['recovery'], program)
    const call = world.startRun('Ada')
    await settle()
    await world.save(echo)
    await world.clock.advance(100)
    expect(call.value).toMatchObject({ ok: true, output: 'Ada', generation: 2 })
  })
})

describe('timeout', () => {
  it('ends a call sooner than its caller would', async () => {
    const world = await worldWith(['timeout'], { execute: forever })
    world.kernel.middleware.setOptions('greeter', 'timeout', { ms: 200 })
    const call = world.startRun()
    await world.clock.advance(199)
    expect(call.value).toBeNull()
    await world.clock.advance(1)
    expect(call.value).toMatchObject({ error: { code: 'TIMEOUT', message: 'execute took longer than 200 ms' } })
  })

  it('gives no more time than the caller has', async () => {
    const world = await worldWith(['timeout'], { execute: forever })
    const call = world.startRun(null, { timeoutMs: 50 })
    await world.clock.advance(50)
    expect(call.value).toMatchObject({ error: { code: 'TIMEOUT', message: 'execute took longer than 50 ms' } })
  })

  it('holds for all attempts together where it is around recovery', async () => {
    const { program, tries } = flaky(99)
    const world = await worldWith(['timeout', 'recovery'], program)
    world.kernel.middleware.setOptions('greeter', 'recovery', { attempts: 20 })
    const call = world.startRun()
    await world.clock.advance(1_000)
    // At 0, 100, 300 and 700 ms; the next would be at 1,500.
    expect(tries()).toBe(4)
    expect(call.value).toMatchObject({ error: { message: 'try 4' } })
  })
})

describe('rate-limit', () => {
  it('lets a burst through, refuses what is above, and fills up again', async () => {
    const world = await worldWith(['rate-limit'])
    world.kernel.middleware.setOptions('greeter', 'rate-limit', { perSecond: 10, burst: 2 })
    const codes = []
    for (let call = 0; call < 3; call++) codes.push(codeOf(await world.run()))
    expect(codes).toEqual(['ok', 'ok', 'OVERLOADED'])
    await world.clock.advance(100)
    expect(codeOf(await world.run())).toBe('ok')
    expect(await world.run()).toMatchObject({
      error: {
        message: 'The rate limit lets 10 calls through in a second',
        hint: 'Try again in 100 ms, send fewer, or raise "perSecond" of the rate-limit middleware.',
      },
    })
  })
})

describe('cache', () => {
  /** Answers with a number of its own each time. */
  function counting(): Program {
    let calls = 0
    return { execute: () => ({ number: ++calls }) }
  }

  it('answers the same input with the same output, whatever the order of its keys', async () => {
    const world = await worldWith(['cache'], counting())
    await world.run({ a: 1, b: [2] })
    expect(await world.run({ b: [2], a: 1 })).toMatchObject({ output: { number: 1 }, generation: 1, call: null })
    expect(await world.run({ b: [3], a: 1 })).toMatchObject({ output: { number: 2 } })
  })

  it('keeps the answers of a step with a config of its own, and those of each stream, apart', async () => {
    let calls = 0
    const world = await worldWith(['cache'], {
      execute: (input, ctx) => (calls++, `${String(input)} ${String(ctx.config['by'])}`),
    })
    const step = (by: string) => ({ plugin: 'greeter', config: { by } })
    expect(await world.kernel.runPipeline([step('a')], 'x')).toMatchObject({ output: 'x a' })
    expect(await world.kernel.runPipeline([step('b')], 'x')).toMatchObject({ output: 'x b' })
    expect(await world.run('x')).toMatchObject({ output: 'x undefined' })
    expect(await world.kernel.runPipeline([step('b')], 'x')).toMatchObject({ output: 'x b' })
    expect(calls).toBe(3)
    const stream = () => world.kernel.runPipeline([{ plugin: 'greeter' }], ['x'], { stream: true })
    expect([await stream(), await stream()]).toMatchObject(Array(2).fill({ output: ['x undefined'] }))
    expect(calls).toBe(5)
  })

  it('gives each caller a copy', async () => {
    const world = await worldWith(['cache'], counting())
    const first = await world.run('a')
    ;((first as { output: unknown }).output as { number: number }).number = 99
    expect(await world.run('a')).toMatchObject({ output: { number: 1 } })
  })

  it('forgets at each commit', async () => {
    const world = await worldWith(['cache'], counting())
    await world.run('a')
    await world.save({ execute: () => 'new' })
    expect(await world.run('a')).toMatchObject({ output: 'new', generation: 2 })
  })

  it('keeps nothing of a call that a swap overtook', async () => {
    let answer: (value: string) => void = () => {}
    const world = await worldWith(['cache'], { execute: () => new Promise((resolve) => (answer = resolve)) })
    const slow = world.startRun('a')
    await settle()
    await world.save({ execute: () => 'new' })
    answer('old')
    await settle()
    expect(slow.value).toMatchObject({ output: 'old', generation: 1 })
    expect(await world.run('a')).toMatchObject({ output: 'new', generation: 2 })
  })

  it('forgets what is too old', async () => {
    const world = await worldWith(['cache'], counting())
    world.kernel.middleware.setOptions('greeter', 'cache', { maxAgeMs: 1_000 })
    await world.run('a')
    await world.clock.advance(1_000)
    expect(await world.run('a')).toMatchObject({ output: { number: 1 } })
    await world.clock.advance(1)
    expect(await world.run('a')).toMatchObject({ output: { number: 2 } })
  })

  it('lets go of what was asked for longest ago when it is full', async () => {
    const world = await worldWith(['cache'], counting())
    world.kernel.middleware.setOptions('greeter', 'cache', { entries: 2 })
    for (const input of ['a', 'b', 'a', 'c']) await world.run(input)
    expect(await world.run('a')).toMatchObject({ output: { number: 1 } })
    expect(await world.run('b')).toMatchObject({ output: { number: 4 } })
  })

  it('keeps no more bytes than it may', async () => {
    const world = await worldWith(['cache'], { execute: (size) => 'x'.repeat(Number(size)) })
    world.kernel.middleware.setOptions('greeter', 'cache', { bytes: 100 })
    for (const size of [60, 61, 200]) await world.run(size)
    const reached = []
    for (const size of [61, 60, 200]) reached.push((await world.run(size)).call !== null)
    expect(reached).toEqual([false, true, true])
  })

  it.each([new Map([['a', 1]]), new Date(0), new Uint8Array(2), 10n])(
    'does not keep what came for %s',
    async (input) => {
      const world = await worldWith(['cache'], counting())
      await world.run(input)
      expect(await world.run(input)).toMatchObject({ output: { number: 2 } })
    },
  )

  it('does not keep failures', async () => {
    const { program } = flaky(1)
    const world = await worldWith(['cache'], program)
    await world.run('a')
    expect(await world.run('a')).toMatchObject({ ok: true, output: 2 })
  })

  describe('lets go of what it kept', () => {
    const guard = (word: string): Program => ({
      around: async (call, next) => `${word} ${JSON.stringify(await next(call.input))}`,
    })
    const reads: Program = { execute: (_, ctx) => ctx.storage.get('x').then(() => 'read') }

    it('when the plugin may do less than it did', async () => {
      const world = await worldWith(['cache'], reads, { permissions: ['storage:read'] })
      await world.kernel.complete()
      await world.kernel.permissions.grant('greeter', 'storage:read', 'session')
      expect(await world.run()).toMatchObject({ output: 'read' })
      expect(await world.run()).toMatchObject({ output: 'read', call: null })
      await world.kernel.permissions.revoke('greeter', 'storage:read')
      expect(codeOf(await world.run())).toBe('PERMISSION')
    })

    it('when a grant for once is spent', async () => {
      const world = await worldWith(['cache'], reads, { permissions: ['storage:read'] })
      await world.kernel.complete()
      await world.kernel.permissions.grant('greeter', 'storage:read', 'once')
      expect(await world.run()).toMatchObject({ output: 'read' })
      expect(codeOf(await world.run())).toBe('PERMISSION')
    })

    it('when something else stands inside of it', async () => {
      const world = await worldWith(['cache'], counting())
      await world.save(guard('guarded'), { kind: 'middleware' }, 'guard')
      await world.run('a')
      world.kernel.middleware.set('greeter', ['cache', 'guard'])
      expect(await world.run('a')).toMatchObject({ output: 'guarded {"number":2}' })
      expect(await world.run('a')).toMatchObject({ output: 'guarded {"number":2}', call: null })
    })

    it('when a middleware inside of it is another, or is gone', async () => {
      const world = await worldWith([], counting())
      await world.save(guard('old'), { kind: 'middleware' }, 'guard')
      await world.save(guard('inner'), { kind: 'middleware' }, 'inner')
      world.kernel.middleware.set('greeter', ['cache', 'guard'])
      world.kernel.middleware.set('guard', ['inner'])
      await world.run('a')
      await world.save(guard('new'), { kind: 'middleware' }, 'guard')
      expect(await world.run('a')).toMatchObject({ output: 'inner "new {\\"number\\":2}"' })
      await world.save(guard('deeper'), { kind: 'middleware' }, 'inner')
      expect(await world.run('a')).toMatchObject({ output: 'deeper "new {\\"number\\":3}"' })
      await world.kernel.disable('guard')
      expect(codeOf(await world.run('a'))).toBe('DEPENDENCY_MISSING')
    })

    it('and keeps nothing of a call that was under way then', async () => {
      const answers: (() => void)[] = []
      const program: Program = { execute: (input) => new Promise((resolve) => answers.push(() => resolve(input))) }
      const world = await worldWith(['cache'], program)
      const before = world.startRun('a')
      await settle()
      world.kernel.middleware.set('greeter', ['cache', 'timeout'])
      world.startRun('b')
      await settle()
      answers[0]?.()
      await before.done
      world.startRun('a')
      await settle()
      expect(answers).toHaveLength(3)
    })
  })

  it('answers for no plugin that is off', async () => {
    const world = await worldWith(['cache'])
    await world.run('a')
    await world.kernel.disable('greeter')
    expect(codeOf(await world.run('a'))).toBe('DISABLED')
  })
})

describe('circuit-breaker', () => {
  const broken: Program = {
    execute(input) {
      if (input === 'good') return input
      throw new Error('broken')
    },
  }

  async function opened(): Promise<World> {
    const world = await worldWith(['circuit-breaker'], broken)
    for (let call = 0; call < 5; call++) await world.run('bad')
    return world
  }

  it('keeps calls off after so many failures in a row', async () => {
    const world = await opened()
    expect(await world.run('good')).toMatchObject({
      call: null,
      error: { code: 'CIRCUIT_OPEN', plugin: 'greeter', message: "5 calls of 'greeter' failed in a row" },
    })
  })

  it('lets one call through after a while, and all if it goes well', async () => {
    const world = await opened()
    await world.clock.advance(10_000)
    const codes = await Promise.all(['good', 'good'].map(async (input) => codeOf(await world.run(input))))
    expect(codes).toEqual(['ok', 'CIRCUIT_OPEN'])
    expect(codeOf(await world.run('good'))).toBe('ok')
  })

  it('opens again if the one call fails', async () => {
    const world = await opened()
    await world.clock.advance(10_000)
    expect(codeOf(await world.run('bad'))).toBe('EXECUTE')
    expect(codeOf(await world.run('good'))).toBe('CIRCUIT_OPEN')
  })

  it('closes when another generation serves', async () => {
    const world = await opened()
    await world.save(echo)
    expect(codeOf(await world.run('good'))).toBe('ok')
  })

  it('closes when another generation serves, though the one call that was let through still hangs', async () => {
    const world = await worldWith(['circuit-breaker'], {
      execute: (input) => (input === 'hang' ? forever() : Promise.reject(new Error('broken'))),
    })
    for (let call = 0; call < 5; call++) await world.run('bad')
    await world.clock.advance(10_000)
    world.startRun('hang')
    await settle()
    await world.save(echo)
    expect(codeOf(await world.run('good'))).toBe('ok')
  })

  it('learns nothing from what ends late in a generation before', async () => {
    const endings: ((how: 'well' | 'badly') => void)[] = []
    const late: Program = {
      execute: () =>
        new Promise((resolve, reject) =>
          endings.push((how) => (how === 'well' ? resolve(how) : reject(new Error(how)))),
        ),
    }
    const world = await worldWith(['circuit-breaker'], late)
    for (let call = 0; call < 6; call++) world.startRun()
    await settle()
    await world.save(broken)
    for (const end of endings.slice(0, 5)) end('badly')
    await settle()
    expect(codeOf(await world.run('good'))).toBe('ok')
    for (let call = 0; call < 5; call++) await world.run('bad')
    endings[5]?.('well')
    await settle()
    expect(codeOf(await world.run('good'))).toBe('CIRCUIT_OPEN')
  })

  it('counts the failures of what stands inside of it', async () => {
    const world = await worldWith([], echo)
    const fails: Program = {
      around() {
        throw new Error('broken')
      },
    }
    await world.save(fails, { kind: 'middleware' }, 'guard')
    await world.save(fails, { kind: 'middleware' }, 'guard')
    world.kernel.middleware.set('greeter', ['circuit-breaker', 'guard'])
    for (let call = 0; call < 5; call++) expect(codeOf(await world.run())).toBe('EXECUTE')
    expect(codeOf(await world.run())).toBe('CIRCUIT_OPEN')
  })

  it('lets another call through when a bug has ended the one', async () => {
    const world = await opened()
    await world.clock.advance(10_000)
    expect(codeOf(await world.run('good', buggy))).toBe('INTERNAL')
    expect(codeOf(await world.run('good'))).toBe('ok')
  })

  it('counts no failure that is the caller’s own', async () => {
    const world = await worldWith(['circuit-breaker'], echo, { limits: { inputBytes: 10 } })
    for (let call = 0; call < 9; call++) expect(codeOf(await world.run('far too long an input'))).toBe('INPUT')
  })

  it('counts failures in a row', async () => {
    const world = await worldWith(['circuit-breaker'], broken)
    for (const input of ['bad', 'bad', 'bad', 'bad', 'good', 'bad', 'bad', 'bad', 'bad']) await world.run(input)
    expect(codeOf(await world.run('good'))).toBe('ok')
  })
})

describe('logging', () => {
  const lines = (world: World) =>
    world
      .told('log')
      .map(
        ({ values, level }) =>
          `${level} ${values.map((value) => (value.kind === 'text' ? value.text : '?')).join(', ')}`,
      )

  it('writes a line for each call', async () => {
    const world = await worldWith(['logging'], {
      execute(input) {
        if (input === 'bad') throw new Error('no')
        return input
      },
    })
    await world.run('good')
    await world.run('bad')
    expect(lines(world)).toEqual(['info answered in 0 ms', 'warn failed with EXECUTE after 0 ms'])
  })

  it('shows what goes in and comes out where a person wants it', async () => {
    const world = await worldWith(['logging'])
    world.kernel.middleware.setOptions('greeter', 'logging', { input: true, output: true })
    await world.run({ name: 'Ada' })
    expect(lines(world)).toEqual(['info answered in 0 ms, input {"name":"Ada"}, output {"name":"Ada"}'])
  })

  it('hides secrets in what it shows, before it cuts that off', async () => {
    const gives: Program = { execute: async (before, ctx) => String(before) + (await ctx.secrets.get('TOKEN')) }
    const world = await worldWith(['logging'], gives, { permissions: ['secrets:TOKEN'] })
    await world.kernel.complete()
    await world.kernel.permissions.grant('greeter', 'secrets:TOKEN', 'session')
    world.kernel.middleware.setOptions('greeter', 'logging', { input: true, output: true })
    await world.run('')
    await world.run('s3cret')
    await world.run('x'.repeat(497))
    expect(lines(world).slice(0, 2)).toEqual([
      'info answered in 0 ms, input "", output "•••"',
      'info answered in 0 ms, input "•••", output "••••••"',
    ])
    expect(lines(world)[2]).toMatch(/x•• …$/)
  })

  it('says nothing of calls that nobody looks at one by one', async () => {
    const world = await worldWith(['logging'])
    await world.run('a', { quiet: true })
    expect(lines(world)).toEqual([])
  })
})

describe('metrics', () => {
  it('counts calls, errors and bytes, and times what went well', async () => {
    const world = createWorld()
    await world.save({
      execute(input) {
        if (input === 'bad') throw new Error('no')
        return 'four'
      },
    })
    await world.run('abc')
    await world.run('bad')
    expect(world.kernel.middleware.metrics('greeter')).toEqual({
      ...{ calls: 2, errors: 1, inFlight: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 },
      ...{ bytesIn: 6, bytesOut: 4 },
    })
  })

  it('knows how many are under way, and how long the slowest took', async () => {
    const world = createWorld()
    const answers: (() => void)[] = []
    await world.save({ execute: () => new Promise<void>((resolve) => answers.push(resolve)) })
    const calls = Array.from({ length: 10 }, () => world.startRun())
    await settle()
    expect(world.kernel.middleware.metrics('greeter').inFlight).toBe(10)
    for (const answer of answers) {
      await world.clock.advance(10)
      answer()
    }
    await Promise.all(calls.map(({ done }) => done))
    expect(world.kernel.middleware.metrics('greeter')).toMatchObject({ calls: 10, p50Ms: 50, p95Ms: 100, p99Ms: 100 })
  })

  it('has no call under way for ever that a bug has ended', async () => {
    const world = createWorld()
    await world.save(echo)
    expect(codeOf(await world.run('a', buggy))).toBe('INTERNAL')
    expect(world.kernel.middleware.metrics('greeter')).toMatchObject({ calls: 1, errors: 1, inFlight: 0 })
  })

  it('counts what a cache answers, and what is refused on the way', async () => {
    const world = await worldWith(['rate-limit', 'cache'])
    world.kernel.middleware.setOptions('greeter', 'rate-limit', { burst: 2 })
    for (let call = 0; call < 3; call++) await world.run('a')
    expect(world.kernel.middleware.metrics('greeter')).toMatchObject({ calls: 3, errors: 1 })
    expect(world.status().stats.calls).toBe(1)
  })
})
