import { createTestClock, createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import createCollector from './index'

const config = { windowMs: 60_000, samplesKept: 1_000 }
const origin = { version: '1.0.0', generation: 1 }

/** A collector of its own, whose time stands still until a test moves it. */
function make(changes: Partial<typeof config> = {}) {
  const clock = createTestClock(1_000_000)
  const ctx = createTestContext({ ...config, ...changes }, { clock })
  const collector = createCollector(ctx)
  return { clock, collector, collect: async (...samples: unknown[]) => collector.execute(samples, ctx) }
}

const cpu = (value: number) => ({ name: 'cpu', value })

it('sums up samples by name', async () => {
  const { collect } = make()
  expect(await collect(cpu(1), { name: 'memory', value: 5 }, cpu(3), cpu(2))).toEqual([
    { name: 'cpu', samples: 3, min: 1, mean: 2, max: 3, last: 2 },
    { name: 'memory', samples: 1, min: 5, mean: 5, max: 5, last: 5 },
  ])
})

it('keeps them from call to call', async () => {
  const { collect } = make()
  await collect(cpu(1))
  expect(await collect(cpu(3))).toMatchObject([{ samples: 2, mean: 2 }])
})

it('lets go of those that are older than its window', async () => {
  const { collect, clock } = make()
  await collect(cpu(1))
  clock.set(1_059_999)
  expect(await collect(cpu(3))).toMatchObject([{ samples: 2 }])
  clock.set(1_060_000)
  expect(await collect()).toMatchObject([{ samples: 1, last: 3 }])
  clock.set(2_000_000)
  expect(await collect()).toEqual([])
})

it('keeps the newest of very many', async () => {
  const { collect } = make({ samplesKept: 2 })
  expect(await collect(cpu(1), cpu(2), cpu(3))).toMatchObject([{ samples: 2, min: 2 }])
})

it('hands its window to the next generation', async () => {
  const { collect, collector } = make()
  await collect(cpu(1))
  const next = make()
  await next.collector.restore?.(structuredClone(await collector.snapshot?.()), origin)
  expect(await next.collect()).toMatchObject([{ name: 'cpu', samples: 1 }])
})

it('tells its samples as metrics', async () => {
  const observed: [string, number][] = []
  const ctx = createTestContext(config, { clock: createTestClock(0) })
  const metrics = { ...ctx.metrics, observe: (name: string, value: number) => void observed.push([name, value]) }
  await createCollector({ ...ctx, metrics }).execute([cpu(0.5)], ctx)
  expect(observed).toEqual([['cpu', 0.5]])
})

it('says what is not granted, and takes nothing in', async () => {
  const { collector, collect } = make()
  await expect(collector.execute([cpu(1)], createTestContext(config))).rejects.toMatchObject({ code: 'PERMISSION' })
  expect(await collect()).toEqual([])
})

it.each([null, 'cpu', [1], [{ name: 'cpu' }], [{ name: '', value: 1 }], [{ name: 'cpu', value: Infinity }]])(
  'refuses what is no list of samples: %j',
  async (input) => {
    const { collector } = make()
    await expect(async () => collector.execute(input, createTestContext(config))).rejects.toThrow(TypeError)
  },
)

it.each([null, {}, [{ name: 'cpu', value: 1 }]])('refuses a state that is none of its own: %j', (state) => {
  expect(() => make().collector.restore?.(state, origin)).toThrow(TypeError)
})
