import { describe, expect, it } from 'vitest'
import type { AroundCall, CallContext, Plugin } from '../../../src/sdk'
import type { PipelineOptions } from '../../../src/kernel/pipeline/pipelines'
import type { PipelineReport } from '../../../src/kernel/pipeline/pipeline-report'
import type { Piece, PieceSource } from '../../../src/kernel/pipeline/source'
import type { Step } from '../../../src/kernel/pipeline/step'
import { createWorld, forever, watch, type Watched, type World } from './support/world'

type Execute = (input: never, ctx: CallContext) => unknown

function plugin(execute: Execute, members: Partial<Plugin> = {}): Plugin {
  return { ...members, execute: execute }
}

const double = plugin((n: number) => n * 2)
const increment = plugin((n: number) => n + 1)
const pass = plugin((input) => input)

/** A world in which each of these plugins serves, by name. */
async function worldOf(plugins: Readonly<Record<string, Plugin>>, manifests: Readonly<Record<string, object>> = {}) {
  const world = createWorld()
  for (const [name, program] of Object.entries(plugins)) await world.save(program, manifests[name] ?? {}, name)
  return world
}

function row(...plugins: string[]): Step[] {
  return plugins.map((name) => ({ plugin: name }))
}

function start(world: World, steps: readonly Step[], input: unknown, options: PipelineOptions = {}) {
  return watch(world.kernel.runPipeline(steps, input, options))
}

/** Lets a stream run that needs no time to pass. */
async function ended(world: World, run: Watched<PipelineReport>): Promise<PipelineReport> {
  for (let turn = 0; turn < 1_000 && run.value === null; turn++) await world.clock.advance(0)
  if (!run.value) throw new Error('the run has not ended, and no time passes by itself')
  return run.value
}

function stream(world: World, steps: readonly Step[], input: Iterable<unknown>, options: PipelineOptions = {}) {
  return ended(world, start(world, steps, input, { ...options, stream: true }))
}

function outputOf(report: PipelineReport): unknown {
  if (!report.ok) throw new Error(report.error.message)
  return report.output
}

function count(to: number): number[] {
  return Array.from({ length: to }, (_, index) => index)
}

describe('a pipeline on one value', () => {
  it("gives each step's output to the next one", async () => {
    const world = await worldOf({ double, increment })
    const report = await ended(world, start(world, row('double', 'increment', 'double'), 5))
    expect(report).toMatchObject({
      ok: true,
      output: 22,
      errors: [],
      steps: [{ plugin: 'double', version: '1.0.0', generations: [1], in: 1, out: 1, errors: 0 }, {}, {}],
    })
  })

  it('that a step fails on names the step', async () => {
    const fails = plugin(() => {
      throw new Error('not today')
    })
    const world = await worldOf({ double, fails })
    const report = await ended(world, start(world, row('double', 'fails', 'double'), 5))
    expect(report).toMatchObject({
      ok: false,
      step: 1,
      error: { code: 'EXECUTE', plugin: 'fails', message: 'not today' },
      steps: [{ out: 1 }, { in: 1, out: 0, errors: 1 }, { in: 0 }],
    })
    expect(report).not.toHaveProperty('item')
  })

  it('hands undefined on like any other output', async () => {
    const seen: unknown[] = []
    const world = await worldOf({ none: plugin(() => undefined), look: plugin((input) => seen.push(input)) })
    await ended(world, start(world, row('none', 'look'), 5))
    expect(seen).toEqual([undefined])
  })
})

describe('a pipeline that cannot run', () => {
  it('as it has no steps says so', async () => {
    const report = await ended(createWorld(), start(createWorld(), [], 1))
    expect(report).toMatchObject({ ok: false, step: 0, error: { code: 'INPUT', message: 'The pipeline has no steps' } })
  })

  it('as a plugin is not there says which step, before any item is touched', async () => {
    const touched: unknown[] = []
    const world = await worldOf({ touch: plugin((input) => touched.push(input)) })
    const report = await stream(world, row('touch', 'nobody'), [1, 2, 3])
    expect(report).toMatchObject({ ok: false, step: 1, error: { code: 'NOT_FOUND', plugin: 'nobody' } })
    expect(touched).toEqual([])
  })

  it('as no version fits says so', async () => {
    const world = await worldOf({ double })
    const report = await stream(world, [{ plugin: 'double', version: '^2.0.0' }], [1])
    expect(report).toMatchObject({ ok: false, step: 0, error: { code: 'NOT_FOUND' } })
  })

  it('as its input is no list says so', async () => {
    const world = await worldOf({ double })
    const report = await ended(world, start(world, row('double'), 'text', { stream: true }))
    expect(report).toMatchObject({ ok: false, step: 0, error: { code: 'INPUT' } })
  })
})

describe('a step with a range', () => {
  const named = (version: string) => plugin((n: number) => `${version} ${n}`)

  it('keeps its version until the run is over, whatever is saved meanwhile', async () => {
    const world = await worldOf({ step: named('1.0.0'), other: pass }, { step: { version: '1.0.0' } })
    async function* items() {
      yield 1
      await new Promise<void>((resolve) => world.clock.after(100, resolve))
      yield 2
    }
    const run = start(world, [{ plugin: 'step', version: '^1.0.0' }, { plugin: 'other' }], items(), { stream: true })
    await world.clock.advance(50)
    expect(await world.save(named('2.0.0'), { version: '2.0.0' }, 'step')).toMatchObject({ ok: true })
    expect(world.versions('step')).toEqual(['1.0.0', '2.0.0'])
    expect(await world.run(0, {}, 'step')).toMatchObject({ output: '2.0.0 0' })
    await world.clock.advance(100)
    expect(outputOf(await ended(world, run))).toEqual(['1.0.0 1', '1.0.0 2'])
    await world.clock.advance(0)
    expect(world.versions('step')).toEqual(['2.0.0'])
    expect(world.sandbox.alive).toHaveLength(2)
  })

  it('keeps it for as long as any of the runs needs it, and not when they are cancelled', async () => {
    const world = await worldOf({ step: plugin(forever) }, { step: { version: '1.0.0' } })
    const callers = [new AbortController(), new AbortController()]
    const steps = [{ plugin: 'step', version: '^1.0.0' }]
    for (const { signal } of callers) start(world, steps, 1, { signal })
    await world.clock.advance(0)
    await world.save(named('2.0.0'), { version: '2.0.0' }, 'step')
    callers[0]?.abort()
    await world.clock.advance(0)
    expect(world.versions('step')).toEqual(['1.0.0', '2.0.0'])
    callers[1]?.abort()
    await world.clock.advance(0)
    expect(world.versions('step')).toEqual(['2.0.0'])
  })
})

describe('a stream', () => {
  it('keeps its order through every step', async () => {
    const world = await worldOf({ double, increment })
    const report = await stream(world, row('double', 'increment', 'double'), count(10_000))
    expect(outputOf(report)).toEqual(count(10_000).map((n) => (n * 2 + 1) * 2))
    expect(report.steps.map(({ in: came, out }) => [came, out])).toEqual(Array(3).fill([10_000, 10_000]))
  })

  it('keeps its order where items take their time', async () => {
    const world = await worldOf({})
    const wait = plugin((ms: number) => new Promise((resolve) => world.clock.after(ms, () => resolve(ms))))
    await world.save(wait, {}, 'wait')
    const run = start(world, row('wait'), [30, 10, 20, 5], { stream: true })
    await world.clock.advance(100)
    expect(outputOf(await ended(world, run))).toEqual([30, 10, 20, 5])
  })

  it('runs as many items at the same time as the plugin allows, and no more', async () => {
    const world = await worldOf({})
    let inside = 0
    let most = 0
    const wait = plugin(async () => {
      most = Math.max(most, ++inside)
      await new Promise<void>((resolve) => world.clock.after(10, resolve))
      inside--
    })
    await world.save(wait, { limits: { concurrency: 3 } }, 'wait')
    const run = start(world, row('wait'), count(20), { stream: true })
    await world.clock.advance(1_000)
    expect((await ended(world, run)).ok).toBe(true)
    expect(most).toBe(3)
  })

  it('drops an item for which a step gives undefined', async () => {
    const even = plugin((n: number) => (n % 2 === 0 ? n : undefined))
    const world = await worldOf({ even, double })
    const report = await stream(world, row('even', 'double'), count(10))
    expect(outputOf(report)).toEqual([0, 4, 8, 12, 16])
    expect(report.steps).toMatchObject([{ in: 10, out: 5, errors: 0 }, { in: 5 }])
  })

  it('has its steps work at the same time', async () => {
    const world = await worldOf({})
    const seen: string[] = []
    const slow = (name: string) =>
      plugin(async (n: number) => {
        seen.push(`${name} ${n}`)
        await new Promise<void>((resolve) => world.clock.after(50, resolve))
        return n
      })
    for (const name of ['a', 'b']) await world.save(slow(name), { limits: { concurrency: 1 } }, name)
    const run = start(world, row('a', 'b'), [1, 2, 3], { stream: true })
    await world.clock.advance(1_000)
    await ended(world, run)
    expect(seen.indexOf('b 1')).toBeLessThan(seen.indexOf('a 3'))
  })

  it('reads no further ahead than the channels between the steps can take', async () => {
    const world = await worldOf({ pass })
    let read = 0
    let written = 0
    let ahead = 0
    function* endless() {
      for (;;) {
        ahead = Math.max(ahead, ++read - written)
        yield read
      }
    }
    const stopping = new AbortController()
    const run = start(world, row('pass', 'pass', 'pass'), endless(), {
      stream: true,
      signal: stopping.signal,
      onItems: async (items) => {
        written += items.length
        await new Promise<void>((resolve) => world.clock.after(10, resolve))
      },
    })
    await world.clock.advance(500)
    expect(written).toBeGreaterThan(20_000)
    // Four channels of 2,000, each with at most one more batch of 1,000 on its way.
    expect(ahead).toBeLessThanOrEqual(4 * 3_000)
    stopping.abort()
    await ended(world, run)
  })

  it('takes what comes bit by bit as it comes', async () => {
    const world = await worldOf({ double })
    async function* ticks() {
      for (const n of [1, 2, 3]) {
        yield n
        await new Promise<void>((resolve) => world.clock.after(1_000, resolve))
      }
    }
    const out: unknown[] = []
    const run = start(world, row('double'), ticks(), { stream: true, onItems: (items) => void out.push(...items) })
    await world.clock.advance(500)
    expect(out).toEqual([2])
    await world.clock.advance(1_000)
    expect(out).toEqual([2, 4])
    await world.clock.advance(5_000)
    expect(outputOf(await ended(world, run))).toEqual([])
  })

  it('whose source throws says at which item', async () => {
    const world = await worldOf({ double })
    function* broken() {
      yield 1
      yield 2
      throw new Error('the disk is gone')
    }
    expect(await stream(world, row('double'), broken())).toMatchObject({
      ok: false,
      step: 0,
      item: 2,
      error: { code: 'INPUT', message: 'The stream could not be read: the disk is gone' },
    })
  })

  it.each<[string, object]>([
    ['gives no iterator', { [Symbol.iterator]: () => null }],
    [
      'throws as it is opened',
      {
        [Symbol.iterator]: () => {
          throw new Error('no disk')
        },
      },
    ],
    ['has pieces that are none', { nextPiece: 5, bytesRead: 0 }],
  ])('whose source %s is told, and rejects nothing', async (_, source) => {
    const world = await worldOf({ double })
    const report = await stream(world, row('double'), source as Iterable<unknown>)
    expect(report).toMatchObject({
      ok: false,
      step: 0,
      error: { code: 'INPUT', message: expect.stringContaining('could not be read') as string },
    })
  })

  describe('whose progress nobody can be told of', () => {
    const onProgress = () => {
      throw new Error('nobody listens')
    }

    it('ends, and leaves its source', async () => {
      const world = await worldOf({})
      const slow = plugin((ms: number) => new Promise((resolve) => world.clock.after(ms, () => resolve(ms))))
      await world.save(slow, {}, 'slow')
      let left = false
      function* endless() {
        try {
          for (;;) yield 200
        } finally {
          left = true
        }
      }
      const run = start(world, row('slow'), endless(), { stream: true, onProgress })
      await world.clock.advance(1_000)
      expect(run.value).toMatchObject({
        ok: false,
        step: 0,
        error: { code: 'OUTPUT', message: 'The progress could not be told: nobody listens' },
      })
      expect(left).toBe(true)
    })

    it('is told so where that comes to light at its end', async () => {
      const world = await worldOf({ double })
      expect(await stream(world, row('double'), [1], { onProgress })).toMatchObject({
        ok: false,
        error: { code: 'OUTPUT' },
        steps: [{ in: 1, out: 1 }],
      })
    })

    it('was cancelled where it was cancelled', async () => {
      const world = await worldOf({ double })
      const options = { onProgress, signal: AbortSignal.abort() }
      expect(await stream(world, row('double'), [1], options)).toMatchObject({
        ok: false,
        error: { code: 'CANCELLED' },
      })
    })
  })

  it('gives two items that are one object two copies', async () => {
    const world = await worldOf({ mark: plugin((item: { n: number }) => ({ n: ++item.n })) })
    const same = { n: 0 }
    expect(outputOf(await stream(world, row('mark'), [same, same]))).toEqual([{ n: 1 }, { n: 1 }])
    expect(same).toEqual({ n: 0 })
  })

  it('tells its progress, and shows the newest items before, between and after the steps', async () => {
    const world = await worldOf({ double, increment })
    const told: number[] = []
    const report = await stream(world, row('double', 'increment'), count(100), {
      samples: 2,
      onProgress: ({ read, written }) => told.push(read - written),
    })
    expect(told.at(-1)).toBe(0)
    expect(report.samples).toEqual([
      [98, 99],
      [196, 198],
      [197, 199],
    ])
  })

  it('counts its items as calls of the plugin', async () => {
    const world = await worldOf({ double })
    await stream(world, row('double'), count(500))
    expect(world.status('double').stats).toMatchObject({ calls: 500, errors: 0 })
  })
})

describe('an item that a step fails on', () => {
  const picky = plugin((n: number) => {
    if (n % 10 === 3) throw new Error(`not ${n}`)
    return n
  })

  it('stops the run, which names the step and the item', async () => {
    const world = await worldOf({ pass, picky })
    const report = await stream(world, row('pass', 'picky'), count(100))
    expect(report).toMatchObject({ ok: false, step: 1, item: 3, error: { code: 'EXECUTE', message: 'not 3' } })
  })

  it('is left out with skip, and counted', async () => {
    const world = await worldOf({ picky })
    const report = await stream(world, row('picky'), count(20), { onError: 'skip' })
    expect(outputOf(report)).toEqual(count(20).filter((n) => n % 10 !== 3))
    expect(report).toMatchObject({ errors: [], moreErrors: 2, steps: [{ in: 20, out: 18, errors: 2 }] })
    expect(world.status('picky').stats).toMatchObject({ calls: 20, errors: 2 })
  })

  it('is listed with collect, under its place in the source whatever was dropped before', async () => {
    const odd = plugin((n: number) => (n % 2 === 1 ? n : undefined))
    const world = await worldOf({ odd, picky })
    const report = await stream(world, row('odd', 'picky'), count(20), { onError: 'collect' })
    expect(report.errors).toMatchObject([
      { step: 1, item: 3, error: { message: 'not 3' } },
      { step: 1, item: 13, error: { message: 'not 13' } },
    ])
  })

  it('is listed up to a bound, and counted beyond it', async () => {
    const fails = plugin(() => {
      throw new Error('never')
    })
    const world = await worldOf({ fails })
    const report = await stream(world, row('fails'), count(3_000), { onError: 'collect' })
    expect(report.errors).toHaveLength(1_000)
    expect(report).toMatchObject({ ok: true, moreErrors: 2_000, output: [] })
  })

  it('as it is too large for the plugin is the only one refused', async () => {
    const world = await worldOf({ pass }, { pass: { limits: { inputBytes: 100 } } })
    const report = await stream(world, row('pass'), ['a', 'x'.repeat(1_000), 'b'], { onError: 'collect' })
    expect(outputOf(report)).toEqual(['a', 'b'])
    expect(report.errors).toMatchObject([{ item: 1, error: { code: 'INPUT' } }])
  })

  it('brings a plugin that fails on most of them to degraded', async () => {
    const world = await worldOf({ fails: plugin(() => Promise.reject(new Error('no'))) })
    await stream(world, row('fails'), count(50), { onError: 'skip' })
    expect(world.status('fails').state).toBe('degraded')
  })
})

describe('a cancelled run', () => {
  it('ends at once, whatever its steps and its source do', async () => {
    const world = await worldOf({ hangs: plugin(forever) })
    const stopping = new AbortController()
    const run = start(world, row('hangs'), [1, 2], { stream: true, signal: stopping.signal })
    await world.clock.advance(10)
    expect(run.value).toBeNull()
    stopping.abort()
    await world.clock.advance(0)
    expect(run.value).toMatchObject({ ok: false, step: 0, error: { code: 'CANCELLED' } })
  })

  it('aborts the signal of the call inside, and tells the source', async () => {
    const world = await worldOf({})
    let aborted = false
    let left = false
    const waits = plugin(
      (_input, { signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))),
    )
    await world.save(waits, {}, 'waits')
    function* endless() {
      try {
        for (;;) yield 1
      } finally {
        left = true
      }
    }
    const stopping = new AbortController()
    const run = start(world, row('waits'), endless(), { stream: true, signal: stopping.signal })
    await world.clock.advance(10)
    stopping.abort()
    await ended(world, run)
    expect([aborted, left]).toEqual([true, true])
  })

  it('that was aborted before it began touches nothing', async () => {
    const seen: unknown[] = []
    const world = await worldOf({ look: plugin((input) => seen.push(input)) })
    const report = await stream(world, row('look'), [1], { signal: AbortSignal.abort() })
    expect(report).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(seen).toEqual([])
  })
})

describe('a step that is swapped while a stream runs', () => {
  it('loses no item, doubles none, and goes on with the new generation', async () => {
    const world = await worldOf({})
    const seen: number[] = []
    const build = (by: number) =>
      plugin(async (n: number) => {
        seen.push(n)
        await new Promise<void>((resolve) => world.clock.after(1, resolve))
        return n * by
      })
    await world.save(build(1), {}, 'scale')
    const run = start(world, row('scale'), count(2_000), { stream: true })
    for (const by of [2, 3, 4]) {
      await world.clock.advance(20)
      world.startSave(build(by), {}, 'scale')
    }
    await world.clock.advance(10_000)
    const report = await ended(world, run)
    const output = outputOf(report) as number[]
    expect(seen.sort((a, b) => a - b)).toEqual(count(2_000))
    expect(output.map((out, n) => (n === 0 ? 0 : out / n)).every((by) => [0, 1, 2, 3, 4].includes(by))).toBe(true)
    expect(output[1_999]).toBe(1_999 * 4)
    expect(report.steps[0]?.generations).toEqual([1, 2, 3, 4])
  })

  it('makes an item again that the old generation was not done with when its drain ended', async () => {
    const world = await worldOf({})
    await world.save(plugin(forever), { limits: { drainMs: 100, executeMs: 5_000 } }, 'hangs')
    const run = start(world, row('hangs'), ['a'], { stream: true })
    await world.clock.advance(10)
    world.startSave(pass, {}, 'hangs')
    await world.clock.advance(500)
    expect(outputOf(await ended(world, run))).toEqual(['a'])
  })

  it('ends the run where it is unloaded', async () => {
    const world = await worldOf({})
    const slow = plugin((n) => new Promise((resolve) => world.clock.after(10, () => resolve(n))))
    await world.save(slow, { limits: { concurrency: 1 } }, 'slow')
    const run = start(world, row('slow'), count(1_000), { stream: true, onError: 'skip' })
    await world.clock.advance(100)
    void world.kernel.unload('slow')
    await world.clock.advance(10_000)
    expect(await ended(world, run)).toMatchObject({ ok: false, step: 0, error: { code: 'NOT_FOUND' } })
  })
})

describe('a call of a step that never began', () => {
  it('is made again when the plugin has room for it', async () => {
    const world = await worldOf({})
    const slow = plugin((ms: number) => new Promise((resolve) => world.clock.after(ms, () => resolve(ms))))
    await world.save(slow, { limits: { concurrency: 1, queue: 0 } }, 'slow')
    const other = world.startRun(3_000, {}, 'slow')
    const run = start(world, row('slow'), [1, 2], { stream: true })
    await world.clock.advance(2_000)
    expect(run.value).toBeNull()
    await world.clock.advance(5_000)
    expect(other.value).toMatchObject({ ok: true })
    expect(outputOf(await ended(world, run))).toEqual([1, 2])
  })

  it('ends the run where the plugin has had no room for very long', async () => {
    const world = await worldOf({ hangs: plugin(forever) })
    const limits = { concurrency: 1, queue: 0, executeMs: 600_000 }
    await world.save(plugin(forever), { limits }, 'hangs')
    world.startRun(1, {}, 'hangs')
    const run = start(world, row('hangs'), [1], { stream: true })
    await world.clock.advance(70_000)
    expect(await ended(world, run)).toMatchObject({ ok: false, step: 0, error: { code: 'OVERLOADED' } })
  })
})

describe('a batch that fails as a whole', () => {
  it('as its worker died names the item that it died of, and brings the others through', async () => {
    const world = await worldOf({})
    const fragile = plugin((n: number) => {
      if (n === 7) world.realm(1, 'fragile').die()
      return n
    })
    // Old enough not to be rolled back, and to be started again.
    await world.save(fragile, {}, 'fragile')
    await world.clock.advance(60_000)
    const run = start(world, row('fragile'), count(20), { stream: true, onError: 'collect' })
    await world.clock.advance(10_000)
    const report = await ended(world, run)
    expect(report.errors).toMatchObject([{ step: 0, item: 7, error: { code: 'CRASHED' } }])
    expect(outputOf(report)).toEqual(count(20).filter((n) => n !== 7))
  })

  it('as an item never ends names that one with TIMEOUT', async () => {
    const world = await worldOf({ stuck: plugin((n: number) => (n === 3 ? forever() : n)) })
    await world.clock.advance(60_000)
    const run = start(world, row('stuck'), count(10), { stream: true, onError: 'collect' })
    await world.clock.advance(60_000)
    const report = await ended(world, run)
    expect(report.errors).toMatchObject([{ step: 0, item: 3, error: { code: 'TIMEOUT' } }])
    expect(outputOf(report)).toEqual(count(10).filter((n) => n !== 3))
  })
})

describe('flush', () => {
  const gather = (): Plugin => {
    const sums = new Map<number | null, number>()
    return {
      execute: (input, { stream }) => void sums.set(stream, (sums.get(stream) ?? 0) + (input as number)),
      flush({ stream }) {
        const sum = sums.get(stream)
        sums.delete(stream)
        return sum
      },
      snapshot: () => new Map(sums),
      restore: (state) => (state as typeof sums).forEach((sum, stream) => sums.set(stream, sum)),
      healthCheck: () => ({ status: 'ok', detail: `${sums.size} streams` }),
    }
  }

  it('gives one more item at the end of the stream, which goes through the steps that follow', async () => {
    const world = await worldOf({ sum: gather(), double })
    const report = await stream(world, row('sum', 'double'), [1, 2, 3])
    expect(outputOf(report)).toEqual([12])
    expect(report.steps).toMatchObject([
      { in: 3, out: 1 },
      { in: 1, out: 1 },
    ])
  })

  it('keeps two streams through the same plugin apart, and two steps of one stream', async () => {
    const world = await worldOf({ sum: gather(), pass })
    const [one, two] = [
      start(world, row('sum', 'sum'), [1, 2], { stream: true }),
      start(world, row('pass', 'sum'), [10], { stream: true }),
    ]
    expect(outputOf(await ended(world, one))).toEqual([3])
    expect(outputOf(await ended(world, two))).toEqual([10])
  })

  it('is known by a number of its own in each step, so that one plugin may be two of them', async () => {
    const sums = new Map<number | null, number>()
    const sum = plugin((n: number, { stream }) => {
      sums.set(stream, (sums.get(stream) ?? 0) + n)
      return sums.get(stream)
    })
    const world = await worldOf({ sum })
    expect(outputOf(await stream(world, row('sum', 'sum'), [1, 2, 3]))).toEqual([1, 4, 10])
  })

  it('goes on with what was gathered where the plugin is swapped and hands its state over', async () => {
    const world = await worldOf({ sum: gather() })
    async function* slowly() {
      for (const n of [1, 2, 3, 4]) {
        yield n
        await new Promise<void>((resolve) => world.clock.after(100, resolve))
      }
    }
    const run = start(world, row('sum'), slowly(), { stream: true })
    await world.clock.advance(150)
    world.startSave(gather(), {}, 'sum')
    await world.clock.advance(1_000)
    const report = await ended(world, run)
    expect(outputOf(report)).toEqual([10])
    expect(report.steps[0]?.generations).toEqual([1, 2])
  })

  it('that fails is an error of no item', async () => {
    const fails = plugin(() => undefined, { flush: () => Promise.reject(new Error('nothing to tell')) })
    const world = await worldOf({ fails })
    const report = await stream(world, row('fails'), [1])
    expect(report).toMatchObject({ ok: false, step: 0, error: { message: 'nothing to tell' } })
    expect(report).not.toHaveProperty('item')
  })

  it('comes as well where the stream is stopped, so that nothing is kept of it', async () => {
    const world = await worldOf({ sum: gather() })
    const stopping = new AbortController()
    async function* stuck() {
      yield 1
      await forever()
    }
    const run = start(world, row('sum'), stuck(), { stream: true, signal: stopping.signal })
    await world.clock.advance(10)
    expect(await world.kernel.health('sum')).toMatchObject({ detail: '1 streams' })
    stopping.abort()
    await ended(world, run)
    await world.clock.advance(10)
    expect(await world.kernel.health('sum')).toMatchObject({ detail: '0 streams' })
  })

  it('comes once, also where a later step fails at its own', async () => {
    let flushed = 0
    const gathers = plugin(() => undefined, { flush: () => ++flushed })
    const fails = plugin(() => undefined, { flush: () => Promise.reject(new Error('nothing to tell')) })
    const world = await worldOf({ gathers, fails })
    expect(await stream(world, row('gathers', 'fails'), [1])).toMatchObject({ ok: false, step: 1 })
    await world.clock.advance(10)
    expect(flushed).toBe(1)
  })

  it('does not come for a run on one value', async () => {
    let flushed = 0
    const world = await worldOf({ one: plugin(() => 1, { flush: () => ++flushed }) })
    await ended(world, start(world, row('one'), 1))
    expect(flushed).toBe(0)
  })
})

describe("a step's config", () => {
  const scale = (members: Partial<Plugin> = {}) =>
    plugin((n: number, { config }) => n * (config['by'] as number), members)
  const manifest = {
    config: { by: 1 },
    configSchema: { properties: { by: { type: 'number' } }, additionalProperties: false },
  }

  it("lies over the plugin's own for the calls of that step alone", async () => {
    const world = await worldOf({ scale: scale() }, { scale: manifest })
    const steps = [{ plugin: 'scale', config: { by: 3 } }, { plugin: 'scale' }, { plugin: 'scale', config: { by: 5 } }]
    expect(outputOf(await stream(world, steps, [1, 2]))).toEqual([15, 30])
    expect(outputOf(await ended(world, start(world, steps, 2)))).toBe(30)
    expect(await world.run(7, {}, 'scale')).toMatchObject({ output: 7 })
  })

  it('that the schema refuses ends the run before any item, with the path', async () => {
    const world = await worldOf({ scale: scale() }, { scale: manifest })
    const report = await stream(world, [{ plugin: 'scale', config: { by: 'two' } }], [1])
    expect(report).toMatchObject({ ok: false, step: 0, error: { code: 'CONFIG' } })
    expect(report.ok || report.error.message).toContain('/by')
  })

  it('that validateConfig refuses ends the run, and it is asked once for each build', async () => {
    const asked: unknown[] = []
    const validateConfig = (config: unknown) => {
      asked.push(config)
      return (config as { by: number }).by < 0 ? [{ path: '/by', message: 'must not be negative' }] : []
    }
    const world = await worldOf({ scale: scale({ validateConfig }) }, { scale: manifest })
    asked.length = 0
    expect(outputOf(await stream(world, [{ plugin: 'scale', config: { by: 2 } }], count(3_000)))).toHaveLength(3_000)
    await stream(world, [{ plugin: 'scale', config: { by: 2 } }], [1])
    expect(asked).toEqual([{ by: 2 }])
    expect(await stream(world, [{ plugin: 'scale', config: { by: -1 } }], [1])).toMatchObject({
      ok: false,
      error: { code: 'CONFIG' },
    })
  })

  it('is asked anew of a generation that is swapped in, which may refuse it', async () => {
    const world = await worldOf({})
    const slow = (members: Partial<Plugin> = {}) =>
      plugin(
        (n: number, { config }) =>
          new Promise((resolve) => world.clock.after(10, () => resolve(n * (config['by'] as number)))),
        members,
      )
    await world.save(slow(), { config: { by: 1 }, limits: { concurrency: 1 } }, 'slow')
    const steps = [{ plugin: 'slow', config: { by: 2 } }]
    const run = start(world, steps, count(20), { stream: true })
    await world.clock.advance(50)
    world.startSave(slow({ validateConfig: () => [] }), { config: { by: 1 }, limits: { concurrency: 1 } }, 'slow')
    await world.clock.advance(1_000)
    expect(outputOf(await ended(world, run))).toEqual(count(20).map((n) => n * 2))

    const second = start(world, steps, count(20), { stream: true })
    await world.clock.advance(50)
    const strict = (config: unknown) =>
      (config as { by: number }).by === 2 ? [{ path: '/by', message: 'not two' }] : []
    world.startSave(slow({ validateConfig: strict }), { config: { by: 1 } }, 'slow')
    await world.clock.advance(1_000)
    expect(await ended(world, second)).toMatchObject({ ok: false, step: 0, error: { code: 'CONFIG', generation: 3 } })
  })

  it('that is no plain data is refused', async () => {
    const world = await worldOf({ pass })
    const steps = [{ plugin: 'pass', config: { by: () => 1 } }]
    expect(await stream(world, steps, [1])).toMatchObject({ ok: false, step: 0, error: { code: 'CONFIG' } })
  })
})

describe('a stream in which an item could not be read', () => {
  /** Its third row, on line 4, is the one that `picky` does not take; the fifth, on line 6, could not be read. */
  function rows(): PieceSource {
    const pieces: Piece[] = [
      { items: [1, 2, -1, 4, undefined, 6], unread: [{ place: 4, line: 6, message: 'Line 6: it has 3 fields' }] },
    ]
    return { bytesRead: 0, stop: () => {}, nextPiece: async () => pieces.shift() ?? null }
  }
  const picky = plugin((n: number) => {
    if (n < 0) throw new Error('too small')
    return n
  })
  const good = plugin((n: number) => n)

  async function run(program: Plugin, options: PipelineOptions): Promise<PipelineReport> {
    const world = await worldOf({ program })
    return ended(world, start(world, row('program'), rows(), { ...options, stream: true }))
  }

  it('ends with the item that failed before it', async () => {
    expect(await run(picky, { onError: 'stop' })).toMatchObject({ ok: false, item: 2, error: { message: 'too small' } })
  })

  it('ends with it where none failed before, and nothing after it is begun', async () => {
    const report = await run(good, { onError: 'stop' })
    expect(report).toMatchObject({ ok: false, item: 4, line: 6, steps: [{ in: 4 }] })
  })

  it('has the failures in the order of the items', async () => {
    const report = await run(picky, { onError: 'collect' })
    expect(report).toMatchObject({ ok: true, output: [1, 2, 4, 6], errors: [{ item: 2 }, { item: 4, line: 6 }] })
  })
})

describe('an item that a middleware refuses', () => {
  const guard = {
    async around({ input }: AroundCall, next: (input: unknown) => Promise<unknown>) {
      if (input === 2) throw new Error('not you')
      return next(input)
    },
  }

  it('fails by itself, and the others go on', async () => {
    const world = await worldOf({ pass })
    await world.save(guard, { kind: 'middleware' }, 'guard')
    await world.kernel.complete()
    world.kernel.middleware.set('pass', ['guard'])
    const report = await stream(world, row('pass'), [1, 2, 3], { onError: 'collect' })
    expect(report).toMatchObject({
      ok: true,
      output: [1, 3],
      errors: [{ step: 0, item: 1, error: { message: 'not you' } }],
    })
  })
})
