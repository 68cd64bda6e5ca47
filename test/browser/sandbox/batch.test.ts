import { expect, test } from 'vitest'
import type { GuestRequests, Realm } from '../../../src/kernel/guest-port'
import { eventsOf, isInterpreted, load, openRealm, realmRunning, request } from './opened'

const limits = { maxBytes: 1_000, concurrency: 4, budgetMs: 1_000 }

async function batchOf(realm: Realm, inputs: unknown[], more: Partial<GuestRequests['executeBatch']['params']> = {}) {
  const result = await request(realm, 'executeBatch', { inputs, ...limits, ...more })
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value.output
}

test('a batch gives each item its own outcome, whether it ends at once, later or badly', async () => {
  const realm = await realmRunning(`
    if (input === 2) throw new Error('not two')
    if (input === 3) return Promise.resolve('three, later')
    if (input === 4) return Promise.reject(new TypeError('not four'))
    if (input === 5) return undefined
    if (input === 6) return { f: () => 1 }
    if (input === 7) return 'x'.repeat(2_000)
    return input * 10`)
  const { outputs, faults } = await batchOf(realm, [1, 2, 3, 4, 5, 6, 7, 8])
  expect(outputs).toEqual([10, undefined, 'three, later', undefined, undefined, undefined, undefined, 80])
  const told = [...faults].sort((a, b) => a.item - b.item).map(({ item, fault }) => [item, fault.code, fault.message])
  expect(told).toMatchObject([
    [1, 'EXECUTE', 'not two'],
    [3, 'EXECUTE', 'TypeError: not four'],
    [5, 'CLONE', '$.f is a function, which cannot leave the plugin.'],
    [6, 'OUTPUT', 'The output takes about 2000 bytes; the limit is 1000 bytes.'],
  ])
})

test('the fault of an item has its place in the module', async () => {
  const realm = await openRealm()
  await load(realm, 'export default {\n  execute() {\n    throw new Error("here")\n  }\n}')
  const { faults } = await batchOf(realm, [1])
  expect(faults[0]?.fault.frames?.[0]).toMatchObject({ line: 3, column: isInterpreted ? 15 : 11 })
})

test.for([
  ['a row', 'row.n = input; return row', 'const row = {}', [{ n: 1 }, { n: 2 }]],
  ['a list', 'list[0] = input; return list', 'const list = []', [[1], [2]]],
  ['a tree', 'tree.a.n = input; return tree', 'const tree = { a: {} }', [{ a: { n: 1 } }, { a: { n: 2 } }]],
] as const)('%s that a plugin gives for each item anew is each time as it was then', async ([, body, top, outputs]) => {
  expect((await batchOf(await realmRunning(body, top), [1, 2])).outputs).toEqual(outputs)
})

test('what goes out of a batch is what would go out of a call', async () => {
  const body = `return [
    { a: 1, b: 'two', c: null, d: undefined, e: 3n, constructor: 1 }, { ['__proto__']: 1, n: 1 }, [1, , 3], new Date(5),
    new Map([['k', { n: 1 }]]), new Uint8Array([1]), Object.create(null), new (class Point { x = 1 })(),
  ][input]`
  const realm = await realmRunning(body)
  const inputs = [0, 1, 2, 3, 4, 5, 6, 7]
  const { outputs } = await batchOf(realm, inputs)
  for (const input of inputs) {
    const single = await request(realm, 'execute', { input, maxBytes: 1_000 })
    expect(single.ok && single.value.output).toEqual(outputs[input])
  }
})

test('what a plugin puts on Object.prototype changes no output of a batch', async () => {
  const realm = await realmRunning(
    'return { n: input }',
    `Object.defineProperty(Object.prototype, 'n', { set() { throw new Error('caught') }, configurable: true })`,
  )
  expect((await batchOf(realm, [1])).outputs).toEqual([{ n: 1 }])
})

test('no item is begun once the time is up, but one always is', async () => {
  const realm = await realmRunning(
    'const until = performance.now() + 20; while (performance.now() < until); return input',
  )
  expect((await batchOf(realm, [1, 2, 3], { budgetMs: 10 })).outputs).toEqual([1])
  expect((await batchOf(realm, [1, 2, 3], { budgetMs: 0 })).outputs).toEqual([1])
  expect((await batchOf(realm, [1, 2, 3], { budgetMs: 60_000 })).outputs).toEqual([1, 2, 3])
})

test('no item is begun once the outputs are large', async () => {
  const realm = await realmRunning(`return 'x'.repeat(200_000)`)
  const { outputs } = await batchOf(realm, [1, 2, 3, 4, 5], { maxBytes: 2_000_000, budgetMs: 60_000 })
  expect(outputs).toHaveLength(3)
})

test('items that take their time run at the same time, as many as may', async () => {
  const realm = await realmRunning(
    `most = Math.max(most, ++inside)
    return new Promise((resolve) => setTimeout(() => { inside--; resolve(most) }, 5))`,
    'let inside = 0, most = 0',
  )
  const { outputs } = await batchOf(realm, [1, 2, 3, 4, 5, 6, 7, 8], { concurrency: 3 })
  expect(outputs.at(-1)).toBe(3)
})

test('an abort reaches the items inside, and no further one is begun', async () => {
  const realm = await realmRunning(
    'return new Promise((resolve) => ctx.signal.addEventListener("abort", () => resolve("aborted")))',
  )
  const call = realm.request('executeBatch', { inputs: [1, 2, 3], ...limits, concurrency: 2 })
  call.abort('cancelled')
  const result = await call.settled
  expect(result.ok && result.value.output.outputs).toEqual(['aborted', 'aborted'])
})

test('the config and the stream of a batch are those of its calls alone', async () => {
  const realm = await openRealm()
  await load(
    realm,
    'export default { execute: (_, ctx) => [ctx.config.by, ctx.stream, Object.isFrozen(ctx.config)] }',
    {
      by: 1,
    },
  )
  expect((await batchOf(realm, [0], { config: { by: 2 }, stream: 7 })).outputs).toEqual([[2, 7, true]])
  expect((await batchOf(realm, [0])).outputs).toEqual([[1, null, true]])
  const single = await request(realm, 'execute', { input: 0, maxBytes: 100, config: { by: 3 }, stream: 8 })
  expect(single.ok && single.value.output).toEqual([3, 8, true])
})

test('flush is called with the stream, and is nothing where the plugin has none', async () => {
  const realm = await openRealm()
  await load(realm, 'export default { execute: () => 1, flush: (ctx) => "end of " + ctx.stream }')
  expect(await request(realm, 'flush', { maxBytes: 100, stream: 3 })).toEqual({
    ok: true,
    value: { output: 'end of 3', warnings: [] },
  })
  const without = await realmRunning('return 1')
  expect(await request(without, 'flush', { maxBytes: 100 })).toEqual({
    ok: true,
    value: { output: undefined, warnings: [] },
  })
})

test('an item may ask the host, and a console line knows its batch', async () => {
  const realm = await realmRunning('console.log(input); return ctx.plugins.call("other", input)')
  const events = eventsOf(realm)
  realm.serve(async ({ params }) => ({ ok: true, value: [params.input] }))
  const call = realm.request('executeBatch', { inputs: [1, 2], ...limits })
  const result = await call.settled
  expect(result.ok && result.value.output.outputs).toEqual([[1], [2]])
  expect(events.filter((event) => event.type === 'log').map(({ call }) => call)).toEqual([call.id, call.id])
})
