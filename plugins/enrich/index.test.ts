import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import enrich from './index'

const ctx = createTestContext({ rates: { EUR: 1, GBP: 1.17 } })

it('adds the region and the amount in euros, and keeps the rest', () => {
  const order = { orderId: '1', country: 'gb', amount: 100, currency: 'gbp' }
  expect(enrich.execute(order, ctx)).toEqual({
    ...{ orderId: '1', country: 'GB', amount: 100, currency: 'GBP' },
    ...{ region: 'Europe', amountEur: 117 },
  })
})

it('rounds to cents', () => {
  expect(enrich.execute({ country: 'GB', amount: 0.99, currency: 'GBP' }, ctx)).toMatchObject({ amountEur: 1.16 })
})

it.each([null, 'NZ', 'constructor'])('knows no region for %j, and says so', (country) => {
  expect(enrich.execute({ country, amount: null, currency: 'EUR' }, ctx)).toMatchObject({
    region: 'Elsewhere',
    amountEur: 0,
  })
})

it.each([null, 'XYZ', 'constructor'])('refuses the currency %j', (currency) => {
  expect(() => enrich.execute({ country: 'GB', amount: 1, currency }, ctx)).toThrow('There is no rate for the currency')
})
