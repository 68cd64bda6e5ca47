import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import greeter from './index'

const greet = (name: unknown, style: string) => greeter.execute(name, createTestContext({ style }))

it.each([
  ['friendly', 'Hello, Ada! Great to see you!'],
  ['formal', 'Good day, Ada.'],
  ['casual', 'Hi, Ada'],
  ['constructor', 'Hi, Ada'],
])('greets in the %s style', (style, greeting) => {
  expect(greet('Ada', style)).toBe(greeting)
})

it('leaves out the blanks around a name', () => {
  expect(greet('  Ada ', 'formal')).toBe('Good day, Ada.')
})

it.each([null, 3, '', '   ', ['Ada'], { name: 'Ada' }])('refuses what is no name: %j', (input) => {
  expect(() => greet(input, 'friendly')).toThrow('The input must be a name')
})

it('refuses a style that is no text', () => {
  expect(greeter.validateConfig?.({ style: 'formal' })).toEqual([])
  expect(greeter.validateConfig?.({ style: 3 })).toMatchObject([{ path: '/style' }])
})
