import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import createCounter from './index'

const ctx = createTestContext({ step: 1 })
const count = async (counter: ReturnType<typeof createCounter>, command: unknown = 'count') =>
  counter.execute(command, ctx)
const origin = { version: '1.0.0', generation: 1 }

it('counts its calls', async () => {
  const counter = createCounter(ctx)
  expect([await count(counter), await count(counter)]).toEqual([1, 2])
})

it('counts in steps', async () => {
  const fives = createCounter(createTestContext({ step: 5 }))
  expect([await count(fives), await count(fives)]).toEqual([5, 10])
})

it('starts again when told', async () => {
  const counter = createCounter(ctx)
  await count(counter)
  expect([await count(counter, 'reset'), await count(counter)]).toEqual([0, 1])
})

it('hands its count to the next generation', async () => {
  const predecessor = createCounter(ctx)
  await count(predecessor)
  await count(predecessor)

  const candidate = createCounter(ctx)
  await candidate.restore?.(await predecessor.snapshot?.(), origin)
  expect(await count(candidate)).toBe(3)
})

it('shares its count with no other instance', async () => {
  await count(createCounter(ctx))
  expect(await count(createCounter(ctx))).toBe(1)
})

it('tells its count as a metric', async () => {
  const gauges: [string, number][] = []
  const metrics = { ...ctx.metrics, gauge: (name: string, value: number) => void gauges.push([name, value]) }
  await createCounter(createTestContext({ step: 1 }, { metrics })).execute('count', ctx)
  expect(gauges).toEqual([['count', 1]])
})

it.each([null, 1, 'COUNT', {}])('refuses a command that it does not know: %j', async (input) => {
  await expect(count(createCounter(ctx), input)).rejects.toThrow('The input must be "count" or "reset".')
})

it.each([null, {}, { count: '3' }])('refuses a state that is none of its own: %j', (state) => {
  expect(() => createCounter(ctx).restore?.(state, origin)).toThrow('The state must have a "count"')
})

it('refuses a step that is no number', () => {
  expect(createCounter(ctx).validateConfig?.({ step: 2 })).toEqual([])
  expect(createCounter(ctx).validateConfig?.({ step: '2' })).toMatchObject([{ path: '/step' }])
})
