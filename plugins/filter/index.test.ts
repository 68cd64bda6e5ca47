import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import filter from './index'

const run = (input: unknown, type: string) => filter.execute(input, createTestContext({ type }))

it.each([
  ['positive', [1, 2, 3]],
  ['negative', [-3, -2, -1]],
  ['even', [-2, 0, 2]],
  ['odd', [-3, -1, 1, 3]],
])('keeps what is %s', (type, kept) => {
  expect(run([-3, -2, -1, 0, 1, 2, 3], type)).toEqual(kept)
})

it('takes half a number for neither even nor odd', () => {
  expect(run([1.5], 'even')).toEqual([])
  expect(run([1.5], 'odd')).toEqual([])
})

it('gives an empty list for an empty list', () => {
  expect(run([], 'positive')).toEqual([])
})

it('leaves its input as it was', () => {
  const input = Object.freeze([1, -1])
  expect(run(input, 'positive')).toEqual([1])
})

it('refuses what is no list of numbers, and says which item', () => {
  expect(() => run('1, 2', 'even')).toThrow('The input must be a list of numbers')
  expect(() => run([1, '2', 3], 'even')).toThrow('Item 1 is "2", which is no number.')
})

it('refuses a filter that there is not, and says which there are', () => {
  expect(filter.validateConfig?.({ type: 'odd' })).toEqual([])
  expect(filter.validateConfig?.({ type: 'prime' })).toEqual([
    { path: '/type', message: 'There is no such filter. Use one of positive, negative, even, odd.' },
  ])
})
