import { describe, expect, it } from 'vitest'
import type { PipelineOptions } from '../../../src/kernel/pipeline/pipelines'
import type { PipelineReport } from '../../../src/kernel/pipeline/pipeline-report'
import { createTurns } from '../../../src/kernel/pipeline/turns'
import { isPlainObject } from '../../../src/kernel/config'
import type { JsonSchema, MiddlewareSetting, SchemaCheck } from '../../../src/kernel/ports'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, forever, pluginName, watch, type World } from './support/world'

const order = { type: 'object', required: ['n'], properties: { n: { type: 'number', minimum: 0 } } }
const pass: Program = { execute: (input) => input }

/** Whose schemas hold orders. */
async function worldWith(
  program: Program = pass,
  manifest: object = { inputSchema: order, outputSchema: order },
  middleware: Readonly<Record<string, MiddlewareSetting>> = {},
): Promise<World> {
  const world = createWorld(middleware)
  await world.save(program, manifest)
  return world
}

function orders(count: number): { n: number }[] {
  return Array.from({ length: count }, (_, n) => ({ n }))
}

function start(world: World, input: Iterable<unknown>, options: PipelineOptions = {}) {
  return watch(world.kernel.runPipeline([{ plugin: pluginName }], input, { ...options, stream: true }))
}

async function stream(world: World, input: Iterable<unknown>, options: PipelineOptions = {}): Promise<PipelineReport> {
  const run = start(world, input, options)
  for (let turn = 0; turn < 1_000 && run.value === null; turn++) await world.clock.advance(0)
  if (!run.value) throw new Error('the run has not ended, and no time passes by itself')
  return run.value
}

/** How often the plugin was asked for one item, and for many. */
function requestsOf(world: World, generation = 1): { single: number; batches: number } {
  const { requests } = world.realm(generation)
  const count = (method: string) => requests.filter((request) => request === method).length
  // The first is of no item.
  return { single: count('execute'), batches: count('executeBatch') - 1 }
}

describe('items of a plugin with schemas', () => {
  it('go in batches', async () => {
    const world = await worldWith()
    expect(await stream(world, orders(1_000))).toMatchObject({ ok: true, output: orders(1_000) })
    expect(requestsOf(world).single).toBe(0)
    expect(requestsOf(world).batches).toBeLessThan(20)
  })

  it('go one by one through what looks at calls one by one', async () => {
    const world = await worldWith()
    world.kernel.middleware.set(pluginName, ['circuit-breaker'])
    expect(await stream(world, orders(10))).toMatchObject({ ok: true })
    expect(requestsOf(world)).toEqual({ single: 10, batches: 0 })
  })

  it('go in batches from the next one on where that is taken out meanwhile', async () => {
    const world = await worldWith()
    world.kernel.middleware.set(pluginName, ['cache'])
    function* given() {
      for (const item of orders(1_000)) {
        if (item.n === 500) world.kernel.middleware.set(pluginName, [])
        yield item
      }
    }
    expect(await stream(world, given())).toMatchObject({ ok: true, output: orders(1_000) })
    expect(requestsOf(world).single).toBeGreaterThan(0)
    expect(requestsOf(world).batches).toBeGreaterThan(0)
  })
})

describe('an item that does not fit', () => {
  const bad = { n: -1 }

  /** The same, whether its items go together or one by one. */
  async function bothWays(program: Program, input: readonly unknown[], options: PipelineOptions) {
    const together = await worldWith(program)
    const alone = await worldWith(program)
    alone.kernel.middleware.set(pluginName, ['circuit-breaker'])
    alone.kernel.middleware.setOptions(pluginName, 'circuit-breaker', { failures: 1_000 })
    const reports = [await stream(together, input, options), await stream(alone, input, options)]
    expect(requestsOf(together).single).toBe(0)
    expect(requestsOf(alone).batches).toBe(0)
    const [one, other] = reports.map((report) => ({ ...report, durationMs: 0, steps: [] }))
    expect(one).toEqual(other)
    return reports[0]
  }

  it('among the inputs is not sent, and fails as it does by itself', async () => {
    const seen: unknown[] = []
    const look: Program = { execute: (input) => (seen.push(input), input) }
    const input = [...orders(3), bad, ...orders(3), 'none']
    expect(await bothWays(look, input, { onError: 'collect' })).toMatchObject({
      ok: true,
      output: [...orders(3), ...orders(3)],
      errors: [
        { step: 0, item: 3, error: { code: 'INPUT', message: expect.stringContaining('at /n: ') } },
        { step: 0, item: 7, error: { code: 'INPUT', message: expect.stringContaining('at /: ') } },
      ],
    })
    expect(seen).not.toContainEqual(bad)
  })

  it('among the outputs fails as it does by itself', async () => {
    const spoil: Program = { execute: (input) => ((input as { n: number }).n === 2 ? { n: '2' } : input) }
    expect(await bothWays(spoil, orders(5), { onError: 'collect' })).toMatchObject({
      output: orders(5).filter(({ n }) => n !== 2),
      errors: [{ item: 2, error: { code: 'OUTPUT', generation: 1, message: expect.stringContaining('at /n: ') } }],
    })
  })

  it('stops the run at the first of them in the stream, whoever noticed it', async () => {
    const picky: Program = {
      execute(input) {
        if ((input as { n: number }).n === 1) throw new Error('not this one')
        return input
      },
    }
    const report = await bothWays(picky, [{ n: 0 }, { n: 1 }, bad], {})
    expect(report).toMatchObject({ ok: false, step: 0, item: 1, error: { code: 'EXECUTE' } })
  })

  it('is counted with skip', async () => {
    const report = await bothWays(pass, [bad, { n: 1 }, bad], { onError: 'skip' })
    expect(report).toMatchObject({ ok: true, output: [{ n: 1 }], errors: [], moreErrors: 2 })
  })

  it('may be each of them', async () => {
    const world = await worldWith()
    const report = await stream(world, [bad, bad, bad], { onError: 'collect' })
    expect(report).toMatchObject({ ok: true, output: [], steps: [{ in: 3, out: 0, errors: 3 }] })
    expect(report.errors.map(({ item }) => item)).toEqual([0, 1, 2])
    expect(requestsOf(world)).toEqual({ single: 0, batches: 0 })
  })

  it('beside ones that are too large and ones that are dropped keeps its place', async () => {
    const drop: Program = { execute: (input) => ((input as { n: number }).n === 1 ? undefined : input) }
    const world = await worldWith(drop, { inputSchema: order, outputSchema: order, limits: { inputBytes: 100 } })
    const large = { n: 1, text: 'x'.repeat(1_000) }
    const report = await stream(world, [{ n: 0 }, bad, { n: 1 }, large, { n: 4 }], { onError: 'collect' })
    expect(report).toMatchObject({ output: [{ n: 0 }, { n: 4 }] })
    expect(report.errors.map(({ item, error }) => [item, error.code])).toEqual([
      [1, 'INPUT'],
      [3, 'INPUT'],
    ])
  })

  it('is found by a schema that is checked elsewhere, too', async () => {
    const manifest = { inputSchema: { type: 'string', pattern: '^a' } }
    const world = await worldWith(pass, manifest)
    const report = await stream(world, ['a', 'b', 'ab'], { onError: 'collect' })
    expect(report).toMatchObject({ output: ['a', 'ab'], errors: [{ item: 1, error: { code: 'INPUT' } }] })
    expect(requestsOf(world).single).toBe(0)
  })
})

describe('a plugin that is swapped while its items go in batches', () => {
  it('has them checked by the schemas of the generation that serves', async () => {
    const world = createWorld()
    const slow: Program = {
      execute: (input) => new Promise((resolve) => world.clock.after(1, () => resolve(input))),
    }
    const limits = { concurrency: 1 }
    await world.save(slow, { limits, inputSchema: order })
    const run = start(world, orders(1_000), { onError: 'collect' })
    await world.clock.advance(20)
    const most = { type: 'object', properties: { n: { type: 'number', maximum: 500 } } }
    world.startSave(slow, { limits, inputSchema: most })
    await world.clock.advance(10_000)
    expect(run.value).toMatchObject({ ok: true, output: orders(501), steps: [{ generations: [1, 2] }] })
    expect(run.value?.errors.map(({ item }) => item)).toEqual(Array.from({ length: 499 }, (_, at) => at + 501))
    expect(run.value?.errors[0]).toMatchObject({ error: { code: 'INPUT', generation: 2 } })
    expect(world.realm(2).requests).not.toContain('execute')
  })

  it('has what it gave checked by its own schema', async () => {
    const world = createWorld()
    const saying = (text: unknown): Program => ({
      execute: () => new Promise((resolve) => world.clock.after(1, () => resolve(text))),
    })
    const limits = { concurrency: 1 }
    await world.save(saying('old'), { limits, outputSchema: { type: 'string' } })
    const run = start(world, orders(200), { onError: 'collect' })
    await world.clock.advance(20)
    world.startSave(saying(1), { limits, outputSchema: { type: 'number' } })
    await world.clock.advance(10_000)
    expect(run.value).toMatchObject({ ok: true, errors: [] })
    expect(new Set(run.value?.ok ? (run.value.output as unknown[]) : [])).toEqual(new Set(['old', 1]))
  })
})

describe('a batch that waits while another generation comes', () => {
  const limits = { concurrency: 1 }

  /** The plugin is busy when the batch comes, and stays so: who takes it is another generation. */
  async function waiting(inputSchema: JsonSchema, items: readonly unknown[], schemas?: SchemaCheck) {
    const world = createWorld({}, schemas)
    await world.save({ execute: forever }, { limits, inputSchema })
    function* given() {
      world.startRun(items[0])
      yield* items
    }
    const run = start(world, given(), { onError: 'collect' })
    await settle()
    expect(requestsOf(world)).toEqual({ single: 1, batches: 0 })
    return { world, run }
  }

  it('has its items checked by the schema of the one that takes it, and refused each by itself', async () => {
    const { world, run } = await waiting(order, [...orders(5), { n: -1 }, ...orders(2)])
    await world.save(pass, { inputSchema: { type: 'object', properties: { n: { type: 'number', maximum: 2 } } } })
    expect(run.value).toMatchObject({
      ok: true,
      output: [...orders(3), ...orders(2)],
      errors: [
        { item: 3, error: { code: 'INPUT', generation: 2, message: expect.stringContaining('at /n: ') } },
        { item: 4, error: { code: 'INPUT', generation: 2 } },
        { item: 5, error: { code: 'INPUT', generation: 1 } },
      ],
    })
    expect(requestsOf(world, 2).single).toBe(0)
    expect(world.kernel.middleware.metrics(pluginName)).toMatchObject({ errors: 3 })
  })

  it('may lose all of its items to it', async () => {
    const { world, run } = await waiting(true, orders(3))
    await world.save(pass, { inputSchema: { type: 'string' } })
    expect(run.value).toMatchObject({ ok: true, output: [], steps: [{ in: 3, out: 0, errors: 3 }] })
    expect(world.realm(2).requests).not.toContain('execute')
  })

  it('is not checked again by the same schema, nor where there is none any more', async () => {
    let checks = 0
    const schemas = { check: async () => (checks++, []) }
    for (const next of [{ inputSchema: { pattern: 'a' } }, {}]) {
      const { world, run } = await waiting({ pattern: 'a' }, ['a', 'aa'], schemas)
      checks = 0
      await world.save(pass, next)
      expect(run.value).toMatchObject({ ok: true, output: ['a', 'aa'], errors: [] })
      expect(checks).toBe(0)
    }
  })

  it('enters by the newest schema though an older one is being checked still', async () => {
    const finish: (() => void)[] = []
    const check: SchemaCheck['check'] = (schema) =>
      isPlainObject(schema) && schema['pattern'] === 'slow'
        ? new Promise((done) => finish.push(() => done([{ path: '', message: 'not slow' }])))
        : Promise.resolve([])
    const { world, run } = await waiting({ pattern: 'old' }, ['a', 'b'], { check })
    await world.save(pass, { inputSchema: { pattern: 'slow' } })
    expect(run.value).toBeNull()
    await world.save(pass, { inputSchema: { pattern: 'new' } })
    for (const end of finish) end()
    await settle()
    expect(finish).not.toHaveLength(0)
    expect(run.value).toMatchObject({ ok: true, output: ['a', 'b'], errors: [], steps: [{ generations: [1, 3] }] })
  })
})

describe('the built-in middleware around batches', () => {
  it('counts each item as a call, with its bytes and its share of the time', async () => {
    const world = createWorld()
    const slow: Program = {
      execute: (input) => new Promise((resolve) => world.clock.after(4, () => resolve(input))),
    }
    await world.save(slow, { inputSchema: order, limits: { concurrency: 1 } })
    const run = start(world, [...orders(9), { n: -1 }], { onError: 'skip' })
    await world.clock.advance(1_000)
    expect(run.value).toMatchObject({ ok: true })
    const metrics = world.kernel.middleware.metrics(pluginName)
    expect(metrics).toMatchObject({ calls: 10, errors: 1, inFlight: 0 })
    expect(metrics.bytesIn).toBeGreaterThan(metrics.bytesOut)
    expect(metrics.p50Ms).toBeGreaterThan(3)
    expect(metrics.p99Ms).toBeLessThan(5)
  })

  it('counts the items of a batch that failed as a whole once, as they go one by one then', async () => {
    const world = createWorld()
    const fragile: Program = {
      execute(input) {
        if ((input as { n: number }).n === 3) world.realm(1).die()
        return input
      },
    }
    await world.save(fragile)
    await world.clock.advance(60_000)
    const run = start(world, orders(10), { onError: 'collect' })
    await world.clock.advance(10_000)
    expect(run.value?.errors).toMatchObject([{ item: 3, error: { code: 'CRASHED' } }])
    expect(world.kernel.middleware.metrics(pluginName)).toMatchObject({ calls: 10, errors: 1, inFlight: 0 })
  })

  it('lets no more items through than the rate limit does, and loses none', async () => {
    const world = await worldWith()
    world.kernel.middleware.set(pluginName, ['rate-limit'])
    world.kernel.middleware.setOptions(pluginName, 'rate-limit', { perSecond: 100, burst: 50 })
    const out: unknown[] = []
    const run = start(world, orders(300), { onItems: (items) => void out.push(...items) })
    await world.clock.advance(0)
    expect(out).toHaveLength(50)
    await world.clock.advance(1_000)
    expect(out.length).toBeGreaterThan(90)
    expect(out.length).toBeLessThanOrEqual(150)
    await world.clock.advance(3_000)
    expect(run.value).toMatchObject({ ok: true, steps: [{ in: 300, out: 300, errors: 0 }] })
    expect(out).toEqual(orders(300))
    expect(requestsOf(world).single).toBe(0)
  })

  it('gives an item no more time than the timeout does, and names it', async () => {
    const world = createWorld()
    const stuck: Program = { execute: (input) => ((input as { n: number }).n === 3 ? new Promise(() => {}) : input) }
    await world.save(stuck, { limits: { executeMs: 60_000 } })
    world.kernel.middleware.set(pluginName, ['timeout'])
    world.kernel.middleware.setOptions(pluginName, 'timeout', { ms: 100 })
    await world.clock.advance(60_000)
    const run = start(world, orders(10), { onError: 'collect' })
    await world.clock.advance(5_000)
    expect(run.value?.errors).toMatchObject([{ item: 3, error: { code: 'TIMEOUT' } }])
    expect(run.value).toMatchObject({ ok: true, output: orders(10).filter(({ n }) => n !== 3) })
  })
})

describe('the turns of the page', () => {
  it('are given up after a while, and taken again when the page has had its own', async () => {
    let now = 0
    const waiting: (() => void)[] = []
    const turns = createTurns({
      clock: { now: () => now, date: () => now, after: () => () => {} },
      yieldToPage: () => new Promise((resolve) => waiting.push(resolve)),
    })
    expect(turns.rest()).toBeNull()
    now = 3
    expect(turns.rest()).toBeNull()
    now = 4
    const rest = turns.rest()
    expect(rest).not.toBeNull()
    expect(waiting).toHaveLength(1)
    waiting[0]?.()
    await rest
    expect(turns.rest()).toBeNull()
    expect(waiting).toHaveLength(2)
  })

  it('are asked for by a stream all the while, and no item waits for ever', async () => {
    const world = await worldWith()
    let asked = 0
    const turns = { rest: () => (++asked % 2 === 0 ? Promise.resolve() : null) }
    expect(await stream(world, orders(1_000), { turns })).toMatchObject({ ok: true, output: orders(1_000) })
    expect(asked).toBeGreaterThan(2 * (1_000 / 32))
  })
})
