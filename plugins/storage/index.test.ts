import { createTestContext, createTestSql } from 'hotplug/testing'
import { expect, it } from 'vitest'
import storage from './index'

/** A database that knows the three statements of this plugin. */
function createContext() {
  const saved = new Map<string, { key: string; value: unknown; saved_at: Date }>()
  const sql = createTestSql((text, [key, value]) => {
    if (text.startsWith('create table')) return []
    if (text.startsWith('insert'))
      saved.set(String(key), { key: String(key), value: JSON.parse(String(value)) as unknown, saved_at: new Date(0) })
    const row = saved.get(String(key))
    return row ? [row] : []
  })
  return createTestContext({}, { sql })
}

it('loads what it saved', async () => {
  const ctx = createContext()
  const ada = { key: 'ada', value: { born: 1815 }, savedAt: '1970-01-01T00:00:00.000Z' }
  expect(await storage.execute({ operation: 'save', key: 'ada', value: { born: 1815 } }, ctx)).toEqual(ada)
  expect(await storage.execute({ operation: 'load', key: 'ada' }, ctx)).toEqual(ada)
})

it('saves over what was there', async () => {
  const ctx = createContext()
  for (const value of [1, null]) await storage.execute({ operation: 'save', key: 'n', value }, ctx)
  expect(await storage.execute({ operation: 'load', key: 'n' }, ctx)).toMatchObject({ value: null })
})

it('says that nothing is there', async () => {
  const loading = storage.execute({ operation: 'load', key: 'nobody' }, createContext())
  await expect(loading).rejects.toThrow('Nothing is saved under "nobody".')
})

it('says what is not granted', async () => {
  const saving = storage.execute({ operation: 'save', key: 'a', value: 1 }, createTestContext({}))
  await expect(saving).rejects.toMatchObject({ code: 'PERMISSION' })
})

it.each([null, 'save', {}, { operation: 'drop', key: 'a' }, { operation: 'load' }, { operation: 'save', key: 'a' }])(
  'refuses an input that it does not know: %j',
  async (input) => {
    await expect(storage.execute(input, createContext())).rejects.toThrow(TypeError)
  },
)
