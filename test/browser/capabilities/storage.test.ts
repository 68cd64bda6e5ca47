import { deleteDB } from 'idb'
import { describe, expect, onTestFinished, test } from 'vitest'
import { capabilityDatabaseName, createCapabilityDatabase } from '../../../src/capabilities/database'
import { createStorage, type StorageOptions } from '../../../src/capabilities/storage'
import { realClock } from '../sandbox/opened'

let count = 0

/** A store that no other test uses; it is deleted when the test is over. */
function makeStorage(options: Partial<StorageOptions> = {}, scope = `/storage-${realClock.date()}-${++count}/`) {
  const database = createCapabilityDatabase(scope)
  onTestFinished(async () => {
    await database.close()
    await deleteDB(capabilityDatabaseName(scope))
  })
  const storage = createStorage({ database, ...options })
  const { signal } = new AbortController()
  return {
    storage,
    scope,
    get: (key: string, owner = 'one') => storage['storage.get'](owner, { key }, signal),
    set: (key: string, value: unknown, owner = 'one', given = signal) =>
      storage['storage.set'](owner, { key, value }, given),
    remove: (key: string, owner = 'one') => storage['storage.delete'](owner, { key }, signal),
    keys: (prefix = '', owner = 'one') => storage['storage.keys'](owner, { prefix }, signal),
  }
}

const value = {
  text: 'x',
  list: [1, [2]],
  map: new Map([['a', new Set([1])]]),
  at: new Date(0),
  bytes: new Uint8Array([1, 2]),
  nothing: null,
}

test('a value comes back as it was', async () => {
  const { get, set } = makeStorage()
  expect(await set('key', value)).toEqual({ ok: true, value: undefined })
  expect(await get('key')).toEqual({ ok: true, value })
})

test('undefined can be kept, and is told from nothing by its key', async () => {
  const { get, set, keys } = makeStorage()
  await set('key', undefined)
  expect(await get('key')).toEqual({ ok: true, value: undefined })
  expect(await keys()).toEqual({ ok: true, value: ['key'] })
})

test('what is kept is there after a reload', async () => {
  const { set, scope } = makeStorage()
  await set('key', 1)
  expect(await makeStorage({}, scope).get('key')).toEqual({ ok: true, value: 1 })
})

test('keys are sorted, and found by what they begin with', async () => {
  const { set, keys, remove } = makeStorage()
  for (const key of ['b/2', 'a', 'b/1', 'B', 'é']) await set(key, 1)
  await remove('a')
  await remove('never there')
  expect(await keys()).toEqual({ ok: true, value: ['B', 'b/1', 'b/2', 'é'] })
  expect(await keys('b/')).toEqual({ ok: true, value: ['b/1', 'b/2'] })
})

test.each([
  ['one', 'one2'],
  ['one', 'one,two'],
  ['', 'one'],
])('owners %j and %j see nothing of each other', async (one, other) => {
  const { get, set, keys, storage } = makeStorage()
  await set('key', 'mine', one)
  await set('key', 'theirs', other)
  await set('two,key', 'theirs', other)
  expect(await keys('', one)).toEqual({ ok: true, value: ['key'] })
  expect(await get('key', one)).toEqual({ ok: true, value: 'mine' })
  await storage.forget(other)
  expect(await get('key', one)).toEqual({ ok: true, value: 'mine' })
  expect(await keys('', other)).toEqual({ ok: true, value: [] })
})

describe('a store that is full', () => {
  test('takes nothing more, keeps what it has, and takes again once there is room', async () => {
    const { get, set, remove } = makeStorage({ quotaBytes: 1_000 })
    expect(await set('a', 'x'.repeat(300))).toMatchObject({ ok: true })
    expect(await set('b', 'x'.repeat(300))).toMatchObject({
      ok: false,
      error: { code: 'CAPABILITY', message: expect.stringContaining('full') as string },
    })
    expect(await set('a', 'y'.repeat(400))).toMatchObject({ ok: true })
    expect(await get('b')).toEqual({ ok: true, value: undefined })
    await remove('a')
    expect(await set('b', 'x'.repeat(300))).toMatchObject({ ok: true })
  })

  test('is full by keys alone, too', async () => {
    const { set } = makeStorage({ quotaBytes: 1_000 })
    const outcomes = []
    for (let n = 0; n < 20; n++) outcomes.push((await set(`key ${n}`, null)).ok)
    expect(outcomes.filter(Boolean)).toHaveLength(12)
  })

  test('takes no more when all is asked at once', async () => {
    const { set, storage } = makeStorage({ quotaBytes: 10_000 })
    await Promise.all(Array.from({ length: 50 }, (_, n) => set(`key ${n}`, 'x'.repeat(300))))
    const sizes = (await storage.entries('one')).map(({ bytes }) => bytes)
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(10_000)
    expect(sizes.length).toBeGreaterThan(10)
  })

  test('is nobody else’s', async () => {
    const { set } = makeStorage({ quotaBytes: 1_000 })
    await set('a', 'x'.repeat(400))
    expect(await set('a', 'x'.repeat(400), 'other')).toMatchObject({ ok: true })
  })
})

test.each([
  ['a text', 'x'.repeat(600_000)],
  ['a buffer', new ArrayBuffer(1_000_001)],
  ['a small part of a large buffer', { part: new Uint8Array(new ArrayBuffer(1_000_001), 0, 1) }],
  ['a blob', new Blob(['x'.repeat(1_000_001)])],
  ['a list with holes', new Array(1_000_000)],
  ['many small parts', Array.from({ length: 100_000 }, () => ({ a: 1 }))],
])('%s that is too large is refused', async (_, large) => {
  expect(await makeStorage().set('key', large)).toMatchObject({ ok: false, error: { code: 'CAPABILITY' } })
})

test.each([
  ['an expression', /x/],
  ['an error', new Error('x')],
  ['an image', new ImageData(1, 1)],
])('%s, whose size nobody can tell, is refused', async (_, odd) => {
  expect(await makeStorage().set('key', { a: [odd] })).toMatchObject({ ok: false, error: { code: 'INPUT' } })
})

test.each([
  ['a list of numbers', new Uint16Array(new ArrayBuffer(2_000_000), 2, 3), 6],
  ['a view', new DataView(new ArrayBuffer(2_000_000), 1, 5), 5],
])('of the buffer below %s only the part that it shows is kept', async (_, view, bytes) => {
  const { get, set, storage } = makeStorage()
  expect(await set('key', view)).toMatchObject({ ok: true })
  const kept = await get('key')
  if (!kept.ok || !ArrayBuffer.isView(kept.value)) throw new Error('no view')
  expect(kept.value).toEqual(view)
  expect(kept.value.buffer.byteLength).toBe(bytes)
  expect((await storage.entries('one'))[0]?.bytes).toBeLessThan(200)
})

test('views over one buffer count it once', async () => {
  const buffer = new ArrayBuffer(600_000)
  expect(await makeStorage().set('key', [new Uint8Array(buffer), new Uint8Array(buffer, 1)])).toMatchObject({
    ok: true,
  })
})

test('a circle is kept as one', async () => {
  const { get, set } = makeStorage()
  const circle: { self?: unknown } = {}
  circle.self = circle
  await set('key', circle)
  const kept = await get('key')
  expect(kept.ok && (kept.value as typeof circle).self === kept.value).toBe(true)
})

test('what was given up before it was done changes nothing', async () => {
  const { get, set } = makeStorage()
  const giveUp = new AbortController()
  giveUp.abort()
  expect(await set('key', 1, 'one', giveUp.signal)).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  expect(await get('key')).toEqual({ ok: true, value: undefined })
})

test('a person sees what is kept and how large it is, and can take it away', async () => {
  const { set, storage } = makeStorage()
  await set('a', 'x'.repeat(100))
  await set('b', 1)
  expect(await storage.entries('one')).toEqual([
    { key: 'a', bytes: 274 },
    { key: 'b', bytes: 74 },
  ])
  expect(await storage.read('one', 'b')).toBe(1)
  await storage.remove('one', 'a')
  expect(await storage.entries('one')).toEqual([{ key: 'b', bytes: 74 }])
})

test('a database that was deleted meanwhile is made anew', async () => {
  const { get, set, scope } = makeStorage()
  await set('key', 1)
  await deleteDB(capabilityDatabaseName(scope))
  expect(await get('key')).toEqual({ ok: true, value: undefined })
  expect(await set('key', 2)).toMatchObject({ ok: true })
})
