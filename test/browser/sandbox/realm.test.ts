import { expect, test } from 'vitest'
import { execute, faultOf, isInterpreted, load, openRealm, outputOf, request } from './opened'

test('a realm loads a module and executes it', async () => {
  const realm = await openRealm()
  expect(await load(realm, 'export default { execute: (name) => `Hello, ${name}!` }')).toEqual({
    ok: true,
    value: {
      init: false,
      shutdown: false,
      validateConfig: false,
      healthCheck: false,
      snapshot: false,
      restore: false,
      flush: false,
    },
  })
  expect(await execute(realm, 'Ada')).toEqual({ ok: true, value: { output: 'Hello, Ada!', warnings: [] } })
})

test('a thrown error is a fault with its places in the module', async () => {
  const realm = await openRealm()
  await load(realm, 'function inner() {\n  throw new TypeError("no")\n}\nexport default { execute() { inner() } }')
  const result = await execute(realm)
  expect(result).toEqual({
    ok: false,
    error: {
      code: 'EXECUTE',
      message: 'TypeError: no',
      frames: [
        // QuickJS points to the call, Chromium to its `new`; and only Chromium says whose method it is.
        { functionName: 'inner', line: 2, column: isInterpreted ? 13 : 9 },
        { functionName: isInterpreted ? 'execute' : 'Object.execute', line: 4, column: 30 },
      ],
    },
  })
})

test('an async execute is awaited, and its rejection is a fault', async () => {
  expect(await outputOf('return Promise.resolve(input * 2)', 21)).toBe(42)
  expect((await faultOf('return Promise.reject(new Error("later"))')).message).toBe('later')
})

test('every member of the contract is called with what it is owed', async () => {
  const realm = await openRealm()
  const loaded = await load(
    realm,
    `const seen = []
     export default {
       validateConfig: (config) => config.style === 'loud' ? [] : [{ path: '/style', message: 'too quiet' }],
       init(ctx) { seen.push('init ' + ctx.name + ' ' + ctx.version + ' ' + ctx.generation + ' ' + ctx.config.style) },
       restore(state, from) { seen.push('restore ' + state.count + ' ' + from.version + ' ' + from.generation) },
       healthCheck: () => ({ status: 'degraded', detail: 'tired' }),
       execute: () => seen,
       flush: (ctx) => 'flushed ' + ctx.name,
       snapshot: () => ({ count: seen.length }),
       shutdown() { setTimeout(() => {}, 1e6) },
     }`,
    { style: 'loud' },
  )
  expect(loaded.ok && Object.values(loaded.value)).toEqual([true, true, true, true, true, true, true])
  expect(await request(realm, 'validateConfig', { config: { style: 'low' } })).toEqual({
    ok: true,
    value: [{ path: '/style', message: 'too quiet' }],
  })
  expect(await request(realm, 'init', {})).toEqual({ ok: true, value: null })
  expect(await request(realm, 'restore', { state: { count: 7 }, from: { version: '0.9.0', generation: 3 } })).toEqual({
    ok: true,
    value: null,
  })
  expect(await request(realm, 'healthCheck', {})).toEqual({ ok: true, value: { status: 'degraded', detail: 'tired' } })
  const result = await execute(realm)
  expect(result.ok && result.value.output).toEqual(['init probe 1.0.0 1 loud', 'restore 7 0.9.0 3'])
  expect(await request(realm, 'flush', { maxBytes: 1000 })).toMatchObject({ value: { output: 'flushed probe' } })
  expect(await request(realm, 'snapshot', { maxBytes: 1000 })).toEqual({ ok: true, value: { count: 2 } })
  expect(await request(realm, 'shutdown', {})).toEqual({ ok: true, value: { timers: 1, pendingCalls: 0 } })
})
