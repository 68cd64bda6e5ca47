import { expect, test } from 'vitest'
import { eventOf, execute, load, openRealm, outputOf, realmRunning, request } from './opened'

test('the context and its config are frozen, all the way down', async () => {
  const realm = await openRealm()
  await load(
    realm,
    `export default { execute(input, ctx) {
       return [ctx, ctx.config, ctx.config.deep, ctx.config.deep.list, ctx.log, ctx.metrics].map(Object.isFrozen)
     } }`,
    { deep: { list: [1] } },
  )
  expect(await execute(realm)).toMatchObject({ value: { output: [true, true, true, true, true, true] } })
})

test('the context knows who it is, and can be taken apart', async () => {
  expect(
    await outputOf(
      'const { name, version, generation, log, signal } = ctx; log.info("x"); return [name, version, generation, signal.aborted]',
    ),
  ).toEqual(['probe', '1.0.0', 1, false])
})

test("abort aborts that call's signal alone, and the answer still settles it", async () => {
  const realm = await realmRunning(
    'return new Promise((resolve) => ctx.signal.addEventListener("abort", () => resolve(input + ": " + ctx.signal.reason.message)))',
  )
  const first = realm.request('execute', { input: 1, maxBytes: 1000 })
  const second = realm.request('execute', { input: 2, maxBytes: 1000 })
  second.abort('too slow')
  expect(await second.settled).toMatchObject({ value: { output: '2: too slow' } })
  first.abort('cancelled')
  expect(await first.settled).toMatchObject({ value: { output: '1: cancelled' } })
})

test('a signal first read after the abort is aborted already', async () => {
  const realm = await realmRunning(
    `if (input === 'go') return globalThis.go()
     return new Promise((resolve) => { globalThis.go = () => resolve(ctx.signal.aborted) })`,
  )
  const call = realm.request('execute', { input: 'wait', maxBytes: 1000 })
  call.abort('late')
  await execute(realm, 'go')
  expect(await call.settled).toMatchObject({ value: { output: true } })
})

test('shutdown aborts every signal, and says what is left', async () => {
  const realm = await realmRunning(
    `ctx.signal.addEventListener('abort', () => console.log('told ' + input))
     if (input === 'stays') return new Promise(() => {})
     setInterval(() => {}, 1e6); clearTimeout(setTimeout(() => {}, 1e6)); return 1`,
  )
  const told = [
    eventOf(realm, 'log', (event) => JSON.stringify(event.values).includes('told stays')),
    eventOf(realm, 'log', (event) => JSON.stringify(event.values).includes('told ended')),
  ]
  const pending = execute(realm, 'stays')
  await execute(realm, 'ended')
  expect(await request(realm, 'shutdown', {})).toEqual({ ok: true, value: { timers: 1, pendingCalls: 1 } })
  await Promise.all(told)
  realm.dispose()
  expect(await pending).toMatchObject({ error: { code: 'CANCELLED' } })
})

test('a timer that has run, and one that took text, do not count', async () => {
  const realm = await realmRunning(
    `let refused = ''
     try { setTimeout('1') } catch (error) { refused = error.message }
     return new Promise((resolve) => setTimeout((value) => resolve([value, refused]), 0, 'ran'))`,
  )
  expect(await execute(realm)).toMatchObject({
    value: { output: ['ran', 'A timer takes a function. Text is not run in the sandbox.'] },
  })
  expect(await request(realm, 'shutdown', {})).toMatchObject({ value: { timers: 0 } })
})

test.for([
  ['validateConfig', { config: {} }, 'return 5', 'CONFIG'],
  ['validateConfig', { config: {} }, 'return [5]', 'CONFIG'],
  ['validateConfig', { config: {} }, 'throw new Error("no")', 'CONFIG'],
  ['init', {}, 'throw new Error("no")', 'INIT'],
  ['restore', { state: 1, from: { version: '1.0.0', generation: 1 } }, 'throw new Error("no")', 'STATE'],
  ['healthCheck', {}, 'return "fine"', 'HEALTH'],
  ['healthCheck', {}, 'throw new Error("no")', 'HEALTH'],
  ['shutdown', {}, 'throw new Error("no")', 'SHUTDOWN'],
] as const)('%s with %o that says "%s" fails with %s', async ([method, params, body, code]) => {
  const realm = await openRealm()
  await load(realm, `export default { execute() {}, ${method}() { ${body} } }`)
  expect(await request(realm, method, params)).toMatchObject({ ok: false, error: { code } })
})

test('a plugin with execute alone answers every question', async () => {
  const realm = await realmRunning('return 1')
  expect(await request(realm, 'validateConfig', { config: 1 })).toEqual({ ok: true, value: [] })
  expect(await request(realm, 'init', {})).toEqual({ ok: true, value: null })
  expect(await request(realm, 'healthCheck', {})).toEqual({ ok: true, value: { status: 'ok' } })
  expect(await request(realm, 'snapshot', { maxBytes: 100 })).toEqual({ ok: true, value: undefined })
})
