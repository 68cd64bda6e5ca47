import { createTestContext, createTestNet } from 'hotplug/testing'
import { expect, it } from 'vitest'
import fetchJson from './index'

const origin = 'https://api.example.com'
const ctx = createTestContext(
  { origin },
  {
    net: createTestNet({
      [`${origin}/people/1`]: { body: '{ "name": "Ada", "born": 1815 }' },
      [`${origin}/people/0`]: { status: 404, body: '{}' },
      [`${origin}/page`]: { body: '<html>' },
      [`${origin}/nothing`]: { body: 'null' },
    }),
  },
)

it('gives the value, and names its fields', async () => {
  expect(await fetchJson.execute('/people/1', ctx)).toEqual({
    fields: ['name', 'born'],
    value: { name: 'Ada', born: 1815 },
  })
})

it('takes a value without fields', async () => {
  expect(await fetchJson.execute('/nothing', ctx)).toEqual({ fields: [], value: null })
})

it('says that nothing is there', async () => {
  await expect(fetchJson.execute('/people/0', ctx)).rejects.toThrow('it answered 404')
})

it('says that it is no JSON', async () => {
  await expect(fetchJson.execute('/page', ctx)).rejects.toThrow('is no JSON')
})

it('says that the server is out of reach', async () => {
  await expect(fetchJson.execute('/out-of-reach', ctx)).rejects.toThrow(`${origin} does not answer. Are you online?`)
})

it('says what is not granted', async () => {
  const fetching = fetchJson.execute('/people/1', createTestContext({ origin }))
  await expect(fetching).rejects.toMatchObject({ code: 'PERMISSION' })
})

it.each([null, 1, 'people/1', '@other.example/'])('refuses what is no path: %j', async (input) => {
  await expect(fetchJson.execute(input, ctx)).rejects.toThrow(TypeError)
})
