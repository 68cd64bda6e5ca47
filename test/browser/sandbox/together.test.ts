import { expect, test } from 'vitest'
import { load, openRealm, request } from './opened'

const maxBytes = 1_000

test('calls of one turn are answered each with its own output, whether they end at once, later or badly', async () => {
  const realm = await openRealm()
  await load(
    realm,
    `export default { execute(n) {
      if (n === 3) throw new Error('not three')
      if (n === 5) return Promise.resolve().then(() => 'later 5')
      if (n === 7) return { n }
      if (n === 8) return Symbol('eight')
      return n * 2
    } }`,
  )
  const inputs = [1, 2, 3, 4, 5, 6, 7, 8]
  const results = await Promise.all(inputs.map((input) => request(realm, 'execute', { input, maxBytes })))
  expect(results.map((result) => (result.ok ? result.value.output : result.error.code))).toEqual([
    2,
    4,
    'EXECUTE',
    8,
    'later 5',
    12,
    { n: 7 },
    'CLONE',
  ])
})

test('an object that goes to two calls of one turn is two objects to the plugin', async () => {
  const realm = await openRealm()
  await load(realm, 'export default { execute: (input) => ++input.count }')
  const input = { count: 0 }
  const results = await Promise.all([1, 2].map(() => request(realm, 'execute', { input, maxBytes })))
  expect(results.map((result) => result.ok && result.value.output)).toEqual([1, 1])
})

test('an object that two calls of one turn give back is two objects to the host', async () => {
  const realm = await openRealm()
  await load(realm, 'const shared = { n: 1 }\nexport default { execute: () => shared }')
  const [first, second] = await Promise.all([1, 2].map((input) => request(realm, 'execute', { input, maxBytes })))
  expect(first).toEqual(second)
  expect(first?.ok && first.value.output).not.toBe(second?.ok && second.value.output)
})

test('an abort that follows its call in the same turn finds it', async () => {
  const realm = await openRealm()
  await load(
    realm,
    `export default { execute: (input, { signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason.name))) }`,
  )
  const call = realm.request('execute', { input: 1, maxBytes })
  call.abort('cancelled')
  const result = await call.settled
  expect(result.ok && typeof result.value.output).toBe('string')
})

test('a call that only waits past its deadline takes nothing from one that computes', async () => {
  const realm = await openRealm()
  await load(
    realm,
    `export default { execute(ms, { signal }) {
      if (ms === 0) return new Promise((resolve) => signal.addEventListener('abort', () => resolve('told to end')))
      const until = performance.now() + ms
      while (performance.now() < until);
      return 'computed'
    } }`,
  )
  const waits = realm.request('execute', { input: 0, maxBytes, withinMs: 50 })
  const computes = realm.request('execute', { input: 200, maxBytes, withinMs: 5_000 })
  expect(await computes.settled).toMatchObject({ ok: true, value: { output: 'computed' } })
  waits.abort('timeout')
  expect(await waits.settled).toMatchObject({ ok: true, value: { output: 'told to end' } })
})

test('what a call does when it is told to end may take a while', async () => {
  const realm = await openRealm()
  await load(
    realm,
    `export default { execute: (ms, { signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => {
        const until = performance.now() + ms
        while (performance.now() < until);
        resolve('tidied')
      })) }`,
  )
  const call = realm.request('execute', { input: 100, maxBytes, withinMs: 0 })
  call.abort('timeout')
  expect(await call.settled).toMatchObject({ ok: true, value: { output: 'tidied' } })
})
