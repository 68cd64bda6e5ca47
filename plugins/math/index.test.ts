import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import math from './index'

const calculate = (input: unknown) => math.execute(input, createTestContext({}))

it.each([
  ['add', 19, 23, 42],
  ['subtract', 50, 8, 42],
  ['multiply', 6, 7, 42],
  ['divide', 84, 2, 42],
])('can %s', (op, a, b, result) => {
  expect(calculate({ op, a, b })).toBe(result)
})

it('refuses to divide by zero', () => {
  expect(() => calculate({ op: 'divide', a: 1, b: 0 })).toThrow('Division by zero')
  expect(() => calculate({ op: 'divide', a: 1, b: -0 })).toThrow('Division by zero')
})

it('refuses a result that no number can hold', () => {
  expect(() => calculate({ op: 'multiply', a: 1e308, b: 10 })).toThrow('too large')
})

it.each([
  ['no object', null, '"op" must be one of add, subtract, multiply, divide.'],
  ['an unknown operation', { op: 'power', a: 1, b: 2 }, '"op" must be'],
  ['an inherited name', { op: 'toString', a: 1, b: 2 }, '"op" must be'],
  ['a text for a number', { op: 'add', a: '1', b: 2 }, '"a" must be a number.'],
  ['a missing number', { op: 'add', a: 1 }, '"b" must be a number.'],
  ['NaN', { op: 'add', a: 1, b: NaN }, '"b" must be a number.'],
])('refuses %s', (_name, input, message) => {
  expect(() => calculate(input)).toThrow(message)
})
