import { expect, test } from 'vitest'
import type { GuestEvent } from '../../../src/kernel/guest-port'
import type { LogValue } from '../../../src/kernel/log-value'
import { eventOf, eventsOf, execute, load, openRealm, realmRunning } from './opened'

type LogEvent = Extract<GuestEvent, { type: 'log' }>

async function logged(body: string): Promise<LogEvent[]> {
  const realm = await realmRunning(body)
  const events = eventsOf(realm)
  const result = await execute(realm)
  if (!result.ok) throw new Error(result.error.message)
  return events.filter((event) => event.type === 'log')
}

async function shown(expression: string): Promise<LogValue | undefined> {
  const [line] = await logged(`ctx.log.info(${expression})`)
  return line?.values[0]
}

test('a log line tells its level, its call and its place', async () => {
  const realm = await realmRunning('ctx.log.warn("careful", 1)')
  const events = eventsOf(realm)
  const call = realm.request('execute', { input: null, maxBytes: 1000 })
  await call.settled
  expect(events).toMatchObject([
    {
      type: 'log',
      call: call.id,
      level: 'warn',
      values: [
        { kind: 'text', text: 'careful' },
        { kind: 'atom', type: 'number', text: '1' },
      ],
      frame: { line: 2, column: 48 },
    },
  ])
})

test("console lines of a call's synchronous part are its own", async () => {
  const lines = await logged('console.log("a"); await0(); function await0() { console.error("b") }')
  expect(lines.map((line) => [line.level, line.call !== null])).toEqual([
    ['info', true],
    ['error', true],
  ])
})

test('every console method writes or does nothing', async () => {
  const lines = await logged(
    `for (const name of ['debug', 'trace', 'dir', 'table', 'group', 'groupEnd', 'clear', 'dirxml']) console[name]('x')
     console.assert(true, 'no'); console.assert(false, 'yes'); console.count(); console.count(); console.time('t'); console.timeEnd('t'); console.timeEnd('u')`,
  )
  expect(lines.map((line) => line.level)).toEqual([
    'debug',
    'debug',
    'info',
    'info',
    'info',
    'info',
    'error',
    'info',
    'info',
    'info',
    'warn',
  ])
})

test('lines come before the answer of the call that wrote them', async () => {
  const realm = await realmRunning('console.log("x")')
  const order: string[] = []
  realm.on((event) => order.push(event.type))
  await execute(realm).then(() => order.push('answer'))
  expect(order).toEqual(['log', 'answer'])
})

test.for([
  ['null', 'null', { kind: 'atom', type: 'null', text: 'null' }],
  ['undefined', 'undefined', { kind: 'atom', type: 'undefined', text: 'undefined' }],
  ['a bigint', '3n', { kind: 'atom', type: 'bigint', text: '3n' }],
  ['a symbol', 'Symbol("s")', { kind: 'atom', type: 'symbol', text: 'Symbol(s)' }],
  ['a function', 'function f() {}', { kind: 'atom', type: 'function', text: 'ƒ f' }],
  ['a class', 'class A {}', { kind: 'atom', type: 'function', text: 'class A' }],
  ['a date', 'new Date(0)', { kind: 'atom', type: 'date', text: '1970-01-01T00:00:00.000Z' }],
  ['markup', '"<script>"', { kind: 'text', text: '<script>' }],
  ['an object', '{ a: 1, b: { c: "x" } }', { kind: 'object', label: 'Object', preview: '{a: 1, b: {…}}' }],
  ['a list', '[1, "two", null]', { kind: 'object', label: 'Array', preview: '[1, "two", null]' }],
  ['a map', 'new Map([["k", 1]])', { kind: 'object', label: 'Map', preview: 'Map(1) {"k": 1}' }],
  ['a set', 'new Set([1])', { kind: 'object', label: 'Set', preview: 'Set(1) {1}' }],
  ['a class instance', 'new (class Point { x = 1 })()', { kind: 'object', label: 'Point', preview: 'Point {x: 1}' }],
  ['an error', 'new TypeError("bad")', { kind: 'object', label: 'TypeError', preview: 'TypeError: bad' }],
  ['a typed array', 'new Uint8Array(1000)', { kind: 'object', label: 'Uint8Array', more: 940 }],
  ['a huge typed array', 'new Float64Array(2e7)', { kind: 'object', label: 'Float64Array' }],
  ['a signal', 'ctx.signal', { kind: 'object', label: 'AbortSignal' }],
  ['a promise', 'Promise.resolve(1)', { kind: 'object', label: 'Promise' }],
  ['a false map', 'Object.create(Map.prototype)', { kind: 'object', label: 'Object' }],
  [
    'getters that throw',
    '{ get a() { throw 1 } }',
    { kind: 'object', entries: [{ key: 'a', value: { kind: 'atom', type: 'getter', text: '(…)' } }] },
  ],
  [
    'a Proxy that throws',
    'new Proxy({}, new Proxy({}, { get() { throw 1 } }))',
    { kind: 'atom', type: 'unreadable', text: '[cannot be read]' },
  ],
  ['a long text', '"x".repeat(50_000)', { kind: 'text', more: 40_000 }],
  ['a long text in a list', '["x".repeat(50)]', { kind: 'object', preview: `["${'x'.repeat(40)}…"]` }],
])('%s is shown', async ([, expression, expected]) => {
  expect(await shown(expression as string)).toMatchObject(expected as object)
})

test('a cycle ends where it closes', async () => {
  expect(await shown('(() => { const a = {}; a.me = a; return a })()')).toMatchObject({
    entries: [{ key: 'me', value: { kind: 'atom', type: 'circular' } }],
  })
})

test('wide and deep values are bounded', async () => {
  const wide = await shown(
    'Object.fromEntries(Array.from({ length: 1000 }, (_, i) => ["k" + i, { a: [1, 2, 3], b: { c: 1 } }]))',
  )
  expect(JSON.stringify(wide).length).toBeLessThan(40_000)
  expect(wide).toMatchObject({ more: 943 })
  const deep = await shown('(() => { let a = {}; for (let i = 0; i < 10000; i++) a = { a }; return a })()')
  expect(JSON.stringify(deep).length).toBeLessThan(1000)
})

test('a flood of lines is bounded, and what is dropped is counted', async () => {
  const realm = await realmRunning('for (let i = 0; i < 20000; i++) console.log("line", i)')
  const events = eventsOf(realm)
  await execute(realm)
  const lines = events.filter((event) => event.type === 'log').length
  const dropped = events.reduce((sum, event) => sum + (event.type === 'dropped' ? event.count : 0), 0)
  expect(lines + dropped).toBe(20_000)
  expect(lines).toBeGreaterThan(100)
  expect(lines).toBeLessThan(2500)
})

test('lines of an endless loop arrive while it spins, and so does the count', async () => {
  const realm = await realmRunning('for (;;) console.log("again")')
  const line = eventOf(realm, 'log')
  const dropped = eventOf(realm, 'dropped')
  const call = execute(realm)
  expect((await line).values).toEqual([{ kind: 'text', text: 'again' }])
  expect((await dropped).what).toBe('log lines')
  realm.dispose()
  expect(await call).toMatchObject({ error: { code: 'CANCELLED' } })
})

test('lines written outside of any call arrive, too', async () => {
  const realm = await realmRunning('setTimeout(() => console.log("later"), 1)')
  const line = eventOf(realm, 'log')
  await execute(realm)
  expect(await line).toMatchObject({ call: null, values: [{ text: 'later' }], frame: { line: 2 } })
})

test("a plugin's own Error.prepareStackTrace and stackTraceLimit break nothing", async () => {
  const realm = await openRealm()
  await load(
    realm,
    `const caught = []
     Error.prepareStackTrace = (error, sites) => { for (const site of sites) caught.push(site.getFunction(), site.getThis()); throw 1 }
     export default { execute(input, ctx) { ctx.log.info('x'); console.log('y'); return caught.every((it) => it === undefined) } }`,
  )
  const events = eventsOf(realm)
  expect(await execute(realm)).toMatchObject({ ok: true, value: { output: true } })
  expect(events).toMatchObject([{ frame: null }, { frame: null }])
})

test('metrics are told; counts of one turn come together', async () => {
  const realm = await realmRunning(
    'for (let i = 0; i < 50; i++) ctx.metrics.count("rows"); ctx.metrics.gauge("size", 1); ctx.metrics.gauge("size", 2); ctx.metrics.observe("ms", 5); ctx.metrics.count("rows", 10)',
  )
  const events = eventsOf(realm)
  await execute(realm)
  expect(events).toEqual([
    { type: 'metric', kind: 'count', name: 'rows', value: 60 },
    { type: 'metric', kind: 'gauge', name: 'size', value: 2 },
    { type: 'metric', kind: 'observe', name: 'ms', value: 5 },
  ])
})

test('a metric that makes no sense is an error of the plugin', async () => {
  const realm = await realmRunning('ctx.metrics.count(input)')
  expect(await execute(realm, 5)).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/name is a text/) as string },
  })
  expect(await execute(await realmRunning('ctx.metrics.gauge("x", NaN)'))).toMatchObject({ ok: false })
})
