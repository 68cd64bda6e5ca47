import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import clean from './index'

const run = (row: Record<string, string>, ...numbers: string[]) => clean.execute(row, createTestContext({ numbers }))

it('gives each field a name that code can use', () => {
  expect(run({ ' Order ID ': '1', 'unit-price (€)': '2', NAME: '3' })).toEqual({
    orderId: '1',
    unitPrice: '2',
    name: '3',
  })
})

it('takes blanks away, and says null where nothing is left', () => {
  expect(run({ customer: '  Ada \t Lovelace ', note: '  ' })).toEqual({ customer: 'Ada Lovelace', note: null })
})

it.each([
  ['1250.5', 1250.5],
  ['1,250.50', 1250.5],
  ['12 000 000', 12_000_000],
  ['-3', -3],
  ['', null],
])('reads the number %j', (text, amount) => {
  expect(run({ Amount: text, id: '7' }, 'amount')).toEqual({ amount, id: '7' })
})

it.each(['twelve', '1.2.3', '1,2'])('refuses %j where a number belongs', (amount) => {
  expect(() => run({ amount }, 'amount')).toThrow(`amount is "${amount}", which is no number.`)
})

it('leaves out a row of blanks', () => {
  expect(run({ a: ' ', b: '' })).toBeUndefined()
})
