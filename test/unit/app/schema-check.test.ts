import { beforeEach, expect, it, vi } from 'vitest'
import { createSchemaCheck } from '../../../src/app/schema/create-schema-check'
import { checkSchema } from '../../../src/kernel/check-schema'
import type { JsonSchema } from '../../../src/kernel/ports'
import { createFakeClock } from '../kernel/support/fake-clock'

const checked: unknown[] = []
const lost = 'its check is lost'

// There are no workers in Node: what one would answer is asked on the spot.
vi.mock('../../../src/app/schema/schema-worker', () => ({
  createSchemaWorker: () => async (schema: JsonSchema, value: unknown) => {
    checked.push(value)
    if (value === lost) throw new Error('no worker')
    return { problems: checkSchema(schema, value), checked: true }
  },
}))

beforeEach(() => void checked.splice(0))

const schema = { type: ['object', 'null'], required: ['a'] }

it('knows a value that it has checked before, whatever the order of its keys', async () => {
  const { check } = createSchemaCheck(createFakeClock())
  await check(schema, { a: 1, b: 2 })
  expect(await check(schema, { b: 2, a: 1 })).toEqual([])
  expect(checked).toHaveLength(1)
})

it('asks nobody about what was found out before', async () => {
  const { check, prime } = createSchemaCheck(createFakeClock())
  prime(schema, { a: 1 })
  expect(await check(schema, { a: 1 })).toEqual([])
  expect(checked).toEqual([])
})

it('gives nothing the answer of something else that JSON writes alike', async () => {
  const { check } = createSchemaCheck(createFakeClock())
  expect(await check({ type: 'null' }, null)).toEqual([])
  expect(await check({ type: 'null' }, NaN)).toHaveLength(1)
  expect(await check({ items: { type: 'null' } }, [null])).toEqual([])
  expect(await check({ items: { type: 'null' } }, [undefined])).toHaveLength(1)
  expect(checked).toHaveLength(4)
  const map = new Map([['a', 1]])
  await check({}, {})
  await check({}, map)
  await check({}, new Date(0))
  await check({}, '1970-01-01T00:00:00.000Z')
  expect(checked.slice(4)).toEqual([{}, map, new Date(0), '1970-01-01T00:00:00.000Z'])
})

it('keeps no answer with a value that is very large', async () => {
  const { check } = createSchemaCheck(createFakeClock())
  for (let time = 0; time < 2; time++) await check({}, 'x'.repeat(20_000))
  expect(checked).toHaveLength(2)
})

it('tells as a problem what could not be checked, and checks it anew the next time', async () => {
  const { check } = createSchemaCheck(createFakeClock())
  const notChecked = [{ path: '', message: expect.stringContaining('could not be checked') as string }]
  for (let time = 0; time < 2; time++) expect(await check({}, lost)).toEqual(notChecked)
  expect(checked).toHaveLength(2)
})
