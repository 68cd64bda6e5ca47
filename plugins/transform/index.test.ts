import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import transform from './index'

const run = (input: unknown, ...steps: string[]) => transform.execute(input, createTestContext({ steps }))

it.each([
  ['upper', 'hello', 'HELLO'],
  ['lower', 'HeLLo', 'hello'],
  ['title', "the fox's émigré tale", "The Fox's Émigré Tale"],
  ['slug', '  Crème brûlée, for 2! ', 'creme-brulee-for-2'],
  ['camel', 'make it so', 'makeItSo'],
  ['reverse', 'añ👩‍🚀!', '!👩‍🚀ña'],
  ['trim', '  a \n b ', 'a b'],
])('can do %s', (step, input, output) => {
  expect(run(input, step)).toBe(output)
})

it('does its steps in order', () => {
  expect(run('  hello   world ', 'trim', 'upper', 'reverse')).toBe('DLROW OLLEH')
})

it('gives an empty text for an empty text', () => {
  for (const step of ['upper', 'title', 'slug', 'camel', 'reverse', 'trim']) expect(run('', step)).toBe('')
})

it.each([null, 3, ['a'], {}])('refuses what is no text: %j', (input) => {
  expect(() => run(input, 'upper')).toThrow('The input must be a text.')
})

it('refuses a step that there is not, and says which there are', () => {
  expect(transform.validateConfig?.({ steps: ['trim', 'title'] })).toEqual([])
  expect(transform.validateConfig?.({ steps: ['trim', 'shout'] })).toMatchObject([
    { path: '/steps/1', message: expect.stringContaining('upper, lower, title') as string },
  ])
  expect(transform.validateConfig?.({ steps: 'upper' })).toMatchObject([{ path: '/steps' }])
})
