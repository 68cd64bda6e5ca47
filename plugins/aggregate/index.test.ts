import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import aggregate from './index'

const config = { by: 'region', sum: 'euros' }
const of = (stream: number | null) => createTestContext(config, { stream })

const orders = [
  { region: 'Asia', euros: 5.1 },
  { region: 'Europe', euros: 10 },
  { region: 'Asia', euros: 0.2 },
]

it('counts and sums a list, the largest sum first', () => {
  expect(aggregate.execute(orders, of(null))).toEqual([
    { region: 'Europe', count: 1, sum: 10 },
    { region: 'Asia', count: 2, sum: 5.3 },
  ])
})

it('gathers each stream on its own, and gives what came of it at its end, once', async () => {
  for (const order of orders) {
    expect(aggregate.execute(order, of(1))).toBeUndefined()
    if (order.region === 'Asia') await aggregate.execute(order, of(2))
  }
  expect(aggregate.flush?.(of(1))).toHaveLength(2)
  expect(aggregate.flush?.(of(1))).toEqual([])
  expect(aggregate.flush?.(of(2))).toEqual([{ region: 'Asia', count: 2, sum: 5.3 }])
})

it('hands over what it gathered to the generation that replaces it', async () => {
  await aggregate.execute({ region: 'Asia', euros: 5 }, of(3))
  const state = structuredClone(await aggregate.snapshot?.())
  await aggregate.flush?.(of(3))
  if (state) await aggregate.restore?.(state, { version: '1.0.0', generation: 1 })
  await aggregate.execute({ region: 'Asia', euros: 1 }, of(3))
  expect(aggregate.flush?.(of(3))).toEqual([{ region: 'Asia', count: 2, sum: 6 }])
})

it('has a group for the rows without the field', () => {
  expect(aggregate.execute([{ euros: 1 }, { region: null }], of(null))).toEqual([{ region: '', count: 2, sum: 1 }])
})
