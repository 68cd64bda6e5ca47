import { expect, test } from 'vitest'
import { fail, ok } from '../../../src/kernel/result'
import { eventsOf, execute, isInterpreted, load, openRealm, realmRunning, request } from './opened'

/** Everything a plugin could think of to get between the guest and its port; what it gets hold of is kept in `loot`. */
const poison = `
const loot = []
loot.push = Array.prototype.push
const steal = (name) => function (...args) { loot.push(name); return undefined }
const grab = function () { loot.push(this) }
const { defineProperty } = Object
for (const [target, names] of [
  [Object, ['keys', 'defineProperty', 'freeze', 'hasOwn', 'getOwnPropertyDescriptor', 'create', 'getPrototypeOf']],
  [Reflect, ['apply', 'construct', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'deleteProperty']],
  [Array, ['isArray', 'from']], [Array.prototype, ['push', 'map', 'forEach', 'slice', 'join']],
  [String.prototype, ['slice', 'indexOf', 'lastIndexOf', 'toLowerCase', 'charCodeAt']],
  [Function.prototype, ['call', 'apply', 'bind', 'toString']],
  [Map.prototype, ['get', 'set', 'has', 'delete', 'entries', 'forEach']],
  [Set.prototype, ['has', 'add', 'delete', 'values', 'forEach']],
  [Promise.prototype, ['then', 'catch', 'finally']], [Promise, ['resolve', 'all']],
  [EventTarget.prototype, ['addEventListener', 'dispatchEvent']],
  [AbortController.prototype, ['abort']], [Date, ['now']], [performance, ['now']], [JSON, ['stringify', 'parse']],
  [URL, ['createObjectURL', 'revokeObjectURL']],
]) for (const name of names) try { target[name] = steal(name) } catch {}
defineProperty(Event.prototype, 'currentTarget', { get: grab })
if (self.MessagePort) {
  MessagePort.prototype.postMessage = grab
  defineProperty(MessageEvent.prototype, 'data', { get: grab })
  defineProperty(MessageEvent.prototype, 'ports', { get: grab })
  defineProperty(MessagePort.prototype, 'onmessage', { get: grab, set: grab })
}
for (const key of ['then', 'get', 'set', 'value', 'type', 'fault', 'telemetry', 'transfer'])
  defineProperty(Object.prototype, key, { __proto__: null, configurable: true, get() { loot.push(key); return undefined }, set() {} })
self.onmessage = grab; self.postMessage = grab
for (const name of ['Error', 'TypeError', 'Map', 'Set', 'Promise', 'Blob', 'AbortController', 'DOMException', 'structuredClone', 'queueMicrotask', 'MessageChannel', 'URL', 'String', 'Number'])
  self[name] = grab
Array.prototype[Symbol.iterator] = grab
`

test('a poisoned realm serves on, and its poison reaches nothing', async () => {
  const realm = await openRealm()
  const events = eventsOf(realm)
  const loaded = await load(
    realm,
    `const { isArray } = Array
     ${poison}
     export default {
       execute(input, ctx) {
         if (input === 'loot') { let ports = 0; for (let i = 0; i < loot.length; i++) if (typeof loot[i] !== 'string') ports++; return ports }
         if (input === 'ask') return ctx.plugins.call('x', { a: [1] })
         if (input === 'ask in vain') return ctx.plugins.call('none', 1)
         if (input === 'ask the impossible') return ctx.plugins.call('x', () => 1)
         if (input === 'ask too much') { let last; for (let i = 0; i < 100; i++) last = ctx.plugins.call('x', i); return last }
         if (input === 'throw') throw new TypeErrorBefore('mine')
         ctx.log.info('still', { here: [1] }); console.log(input); ctx.metrics.count('n')
         return { input, signal: ctx.signal.aborted, twice: [input, input] }
       },
       snapshot: () => ({ a: 1 }), shutdown() {},
     }`.replace('TypeErrorBefore', '(class extends Object { message = "mine"; name = "Mine" })'),
  )
  expect(loaded).toMatchObject({ ok: true, value: { snapshot: true } })
  for (let call = 0; call < 3; call++) {
    expect(await execute(realm, call)).toEqual({
      ok: true,
      value: { output: { input: call, signal: false, twice: [call, call] }, warnings: [] },
    })
  }
  expect(await execute(realm, 'throw')).toMatchObject({ ok: false, error: { code: 'EXECUTE', message: 'Mine: mine' } })
  realm.serve(async ({ params }) =>
    'plugin' in params && params.plugin === 'none'
      ? fail({ code: 'NOT_FOUND', message: 'no such plugin' })
      : ok([params.input]),
  )
  expect(await execute(realm, 'ask')).toMatchObject({ value: { output: [{ a: [1] }] } })
  expect(await execute(realm, 'ask in vain')).toMatchObject({ error: { message: 'PluginCallError: no such plugin' } })
  expect(await execute(realm, 'ask the impossible')).toMatchObject({
    error: { message: expect.stringContaining('$ is a function') as string },
  })
  expect(await execute(realm, 'ask too much')).toMatchObject({ value: { output: [99] } })
  expect(await request(realm, 'snapshot', { maxBytes: 100 })).toEqual({ ok: true, value: { a: 1 } })
  expect(await execute(realm, 'loot')).toMatchObject({ value: { output: 0 } })
  expect(events.filter((event) => event.type === 'log').map((event) => event.values[0])).toHaveLength(6)
  expect(await request(realm, 'shutdown', {})).toMatchObject({ ok: true, value: { pendingCalls: 0 } })
})

test("a promise whose species is poisoned fails as that plugin's call alone", async () => {
  const realm = await realmRunning(
    `if (input === 'poison') { Object.defineProperty(Promise.prototype, 'constructor', { get() { throw new Error('species') } }); return 1 }
     return input === 'sync' ? 2 : (async () => 3)()`,
  )
  await execute(realm, 'poison')
  expect(await execute(realm, 'async')).toMatchObject({ ok: false, error: { code: 'EXECUTE', message: 'species' } })
  expect(await execute(realm, 'sync')).toMatchObject({ ok: true, value: { output: 2 } })
})

// The interpreter has neither ports nor messages to forge.
test.skipIf(isInterpreted)('a handshake that is forged, or a port that is sent, changes nothing', async () => {
  const realm = await realmRunning(
    `const forged = new MessageChannel()
     self.dispatchEvent(new MessageEvent('message', { ports: [forged.port2], data: null }))
     return new Promise((resolve) => { forged.port1.onmessage = () => resolve('taken'); setTimeout(() => resolve('ignored'), 0) })`,
  )
  expect(await execute(realm)).toMatchObject({ value: { output: 'ignored' } })
  expect(await execute(realm)).toMatchObject({ value: { output: 'ignored' } })
})

test('a thenable that answers twice is answered once', async () => {
  const realm = await realmRunning(
    'return { then(resolve, reject) { resolve(1); resolve(2); reject(new Error("3")); throw new Error("4") } }',
  )
  const events = eventsOf(realm)
  expect(await execute(realm)).toMatchObject({ value: { output: 1 } })
  expect(await execute(realm)).toMatchObject({ value: { output: 1 } })
  expect(events).toEqual([])
})

test('keys named __proto__ and constructor stay keys', async () => {
  const realm = await realmRunning('return JSON.parse(input)')
  const result = await execute(realm, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
  expect(result.ok && Object.keys(result.value.output as object)).toEqual(['__proto__', 'constructor'])
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})
