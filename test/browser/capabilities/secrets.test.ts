import { deleteDB } from 'idb'
import { expect, onTestFinished, test } from 'vitest'
import { capabilityDatabaseName, createCapabilityDatabase } from '../../../src/capabilities/database'
import { createSecrets } from '../../../src/capabilities/secrets'
import { createStorage } from '../../../src/capabilities/storage'
import { realClock } from '../sandbox/opened'

let count = 0

/** Secrets that no other test uses; they are deleted when the test is over. */
function makeSecrets(scope = `/secrets-${realClock.date()}-${++count}/`) {
  const database = createCapabilityDatabase(scope)
  onTestFinished(async () => {
    await database.close()
    await deleteDB(capabilityDatabaseName(scope))
  })
  const secrets = createSecrets({ database })
  const { signal } = new AbortController()
  const get = (name: string, owner = 'one') => secrets['secrets.get'](owner, { name }, signal)
  return { secrets, database, scope, get }
}

test('a value is given to its owner, and is there after a reload', async () => {
  const { secrets, scope, get } = makeSecrets()
  expect(await secrets.set('one', 'TOKEN', 'abcd-1234')).toEqual({ ok: true, value: undefined })
  expect(await get('TOKEN')).toEqual({ ok: true, value: 'abcd-1234' })
  expect(await makeSecrets(scope).get('TOKEN')).toEqual({ ok: true, value: 'abcd-1234' })
})

test('what nobody has typed in fails with the way to type it in', async () => {
  const { secrets, get } = makeSecrets()
  await secrets.set('one', 'OTHER', 'abcd-1234')
  expect(await get('TOKEN')).toMatchObject({
    ok: false,
    error: { code: 'CAPABILITY', message: expect.stringMatching(/'TOKEN' has no value yet\. Type it in/) as string },
  })
})

test('nobody is given what belongs to another owner', async () => {
  const { secrets, get } = makeSecrets()
  await secrets.set('one', 'TOKEN', 'abcd-1234')
  expect(await get('TOKEN', 'two')).toMatchObject({ ok: false })
  expect(await get('TOKEN', 'on')).toMatchObject({ ok: false })
  expect(await secrets.names('two')).toEqual([])
})

test('names are sorted, and a new value takes the place of the one before', async () => {
  const { secrets, get } = makeSecrets()
  for (const name of ['b', 'a', 'C']) await secrets.set('one', name, 'first value')
  await secrets.set('one', 'a', 'second value')
  expect(await secrets.names('one')).toEqual(['C', 'a', 'b'])
  expect(await get('a')).toEqual({ ok: true, value: 'second value' })
})

test.each([
  ['a name that no manifest can have', '../TOKEN', 'abcd-1234', 'The name of a secret'],
  ['a value that is in many a word', 'TOKEN', 'abc', '4 characters at least'],
  ['a value that is very long', 'TOKEN', 'x'.repeat(10_001), '10000 characters at most'],
])('%s is refused with a sentence', async (_, name, value, sentence) => {
  const { secrets } = makeSecrets()
  expect(await secrets.set('one', name, value)).toEqual({
    ok: false,
    error: expect.stringContaining(sentence) as string,
  })
  expect(await secrets.names('one')).toEqual([])
})

test('there is room for fifty, of which each can still be changed', async () => {
  const { secrets } = makeSecrets()
  for (let index = 0; index < 50; index++) await secrets.set('one', `secret-${index}`, 'abcd-1234')
  expect(await secrets.set('one', 'one-more', 'abcd-1234')).toMatchObject({ ok: false })
  expect(await secrets.set('one', 'secret-7', 'abcd-5678')).toMatchObject({ ok: true })
  expect(await secrets.set('two', 'one-more', 'abcd-1234')).toMatchObject({ ok: true })
})

test('what is removed or forgotten is gone, and nothing else is', async () => {
  const { secrets, database, get } = makeSecrets()
  const storage = createStorage({ database })
  const { signal } = new AbortController()
  await storage['storage.set']('one', { key: 'kept', value: 1 }, signal)
  for (const name of ['a', 'b']) await secrets.set('one', name, 'abcd-1234')
  await secrets.set('two', 'a', 'abcd-1234')
  await secrets.remove('one', 'a')
  expect(await secrets.names('one')).toEqual(['b'])
  await secrets.forget('one')
  expect(await secrets.names('one')).toEqual([])
  expect(await get('a', 'two')).toMatchObject({ ok: true })
  expect(await storage.read('one', 'kept')).toBe(1)
})
