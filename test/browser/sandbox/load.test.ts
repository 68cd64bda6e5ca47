import { expect, test } from 'vitest'
import { eventsOf, execute, isInterpreted, load, openRealm, realmRunning } from './opened'

async function loadFault(code: string) {
  const result = await load(await openRealm(), code)
  if (result.ok) throw new Error('it loaded')
  return result.error
}

async function outputOfModule(code: string, config: unknown = {}) {
  const realm = await openRealm()
  const loaded = await load(realm, code, config)
  if (!loaded.ok) throw new Error(loaded.error.message)
  const result = await execute(realm, 'x')
  return result.ok ? result.value.output : result.error
}

test('a factory is called with the context', async () => {
  const code = 'export default (ctx) => ({ execute: (input) => ctx.name + ctx.config.style + input })'
  expect(await outputOfModule(code, { style: '!' })).toBe('probe!x')
})

test('an async factory is awaited', async () => {
  expect(await outputOfModule('export default async () => ({ execute: () => 7 })')).toBe(7)
})

test('a class is made with the context, and keeps its own this', async () => {
  const code =
    'export default class { #n = 1; constructor(ctx) { this.v = ctx.version } execute() { return this.v + ++this.#n } }'
  expect(await outputOfModule(code)).toBe('1.0.02')
})

test('a module without a default export is told by what it exports', async () => {
  expect(await loadFault('export const greet = 1; export function execute() {}')).toMatchObject({
    code: 'LOAD',
    message: 'The module has no default export. It exports: execute, greet.',
  })
  expect((await loadFault('1')).message).toBe('The module has no default export. It exports nothing.')
})

test('an export without execute is told by what it has', async () => {
  expect((await loadFault('export default { run() {}, init() {} }')).message).toBe(
    'The default export has no execute function. It has: run, init.',
  )
  expect((await loadFault('export default { execute: 5 }')).message).toBe(
    'The default export has an execute that is no function. It has: execute.',
  )
  expect((await loadFault('export default 5')).message).toBe(
    'The default export is number; it must be an object with an execute function.',
  )
  expect((await loadFault('export default () => undefined')).message).toBe(
    'What the factory returned is undefined; it must be an object with an execute function.',
  )
  expect((await loadFault('export default { execute() {}, init: 5 }')).message).toBe(
    'The default export has "init", but it is not a function.',
  )
})

test('a throw at top level is a LOAD fault with its place', async () => {
  expect(await loadFault('const a = 1\nthrow new Error("at once")\nexport default {}')).toMatchObject({
    code: 'LOAD',
    message: 'at once',
    // QuickJS points to the call, Chromium to its `new`.
    frames: [{ line: 2, column: isInterpreted ? 11 : 7 }],
  })
})

test('a throw in a factory is a LOAD fault with its place', async () => {
  expect(await loadFault('export default () => {\n throw new Error("factory") }')).toMatchObject({
    code: 'LOAD',
    message: 'factory',
    frames: [{ line: 2 }],
  })
})

test('a syntax error is a LOAD fault', async () => {
  expect(await loadFault('export default {')).toMatchObject({ code: 'LOAD' })
})

test('getters that throw on the default export are a LOAD fault', async () => {
  expect(await loadFault('export default { get execute() { throw new Error("no peeking") } }')).toMatchObject({
    code: 'LOAD',
    message: 'no peeking',
  })
})

test('a namespace with a then of its own only fools itself', async () => {
  expect((await loadFault('export function then(resolve) { resolve(3) }')).message).toMatch('no default export')
})

test('a top-level await that never settles is ended by dispose', async () => {
  const realm = await openRealm()
  const loading = load(realm, 'await new Promise(() => {}); export default { execute() {} }')
  realm.dispose()
  expect(await loading).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
})

test('a second module is refused', async () => {
  const realm = await realmRunning('return 1')
  expect(await load(realm, 'export default { execute: () => 2 }')).toMatchObject({
    ok: false,
    error: { code: 'INTERNAL' },
  })
  expect(await execute(realm)).toMatchObject({ ok: true, value: { output: 1 } })
})

test('a request before load is answered, not lost', async () => {
  expect(await execute(await openRealm())).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
})

test('a module logs at its top level', async () => {
  const realm = await openRealm()
  const events = eventsOf(realm)
  await load(realm, '\nconsole.log("hello"); export default { execute() {} }')
  expect(events).toMatchObject([{ type: 'log', level: 'info', call: null, frame: { line: 2, column: 9 } }])
})
