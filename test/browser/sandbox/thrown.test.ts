import { expect, test } from 'vitest'
import { eventOf, execute, faultOf, realmRunning } from './opened'

test.for([
  ['null', 'throw null', 'Threw null, which is no Error'],
  ['undefined', 'throw undefined', 'Threw undefined, which is no Error'],
  ['a text', 'throw "boom"', 'Threw a text that is no Error: boom'],
  ['a number', 'throw 42', 'Threw 42, which is no Error'],
  ['a symbol', 'throw Symbol("s")', 'Threw Symbol(s), which is no Error'],
  ['a function', 'throw () => 1', 'Threw a function, which is no Error'],
  ['an object', 'throw { a: 1 }', 'Threw an object that is no Error'],
  ['a frozen object', 'throw Object.freeze({ message: "cold" })', 'cold'],
  ['an object without prototype', 'throw Object.create(null)', 'Threw an object that is no Error'],
  ['a frozen error', 'throw Object.freeze(new TypeError("cold"))', 'TypeError: cold'],
  ['an error without a message', 'throw new Error()', 'An Error without a message'],
  [
    'a Proxy that throws at every touch',
    `throw new Proxy({}, new Proxy({}, { get() { throw new Error('trap') } }))`,
    'Threw an object that is no Error',
  ],
  [
    'an error whose stack throws',
    `const e = new Error('quiet'); Object.defineProperty(e, 'stack', { get() { throw 1 } }); throw e`,
    'quiet',
  ],
  [
    'an error whose message throws',
    `const e = new Error(); Object.defineProperty(e, 'message', { get() { throw 1 } }); throw e`,
    'Threw an object that is no Error',
  ],
  ['an error whose name is an object', `const e = new Error('odd'); e.name = {}; throw e`, 'odd'],
])('%s thrown is one normal fault', async ([, body, message]) => {
  expect(await faultOf(body ?? '')).toMatchObject({ code: 'EXECUTE', message })
})

test('a circular cause ends after a few levels', async () => {
  const fault = await faultOf(`const a = new Error('a'); const b = new Error('b', { cause: a }); a.cause = b; throw a`)
  const messages = []
  for (let at: typeof fault | undefined = fault; at !== undefined; at = at.cause) messages.push(at.message)
  expect(messages).toEqual(['a', 'b', 'a', 'b', 'a'])
})

test('a cause is told with its own places', async () => {
  const fault = await faultOf(`throw new Error('outer', { cause: new RangeError('inner') })`)
  expect(fault.cause).toMatchObject({ message: 'RangeError: inner', frames: [{ line: 2 }] })
})

test('a message and a stack of a megabyte are cut', async () => {
  const fault = await faultOf(`const e = new Error('m'.repeat(1e6)); e.stack = 'x\\n'.repeat(5e5); throw e`)
  expect(fault.message.length).toBeLessThan(2100)
  expect(fault.frames).toBeUndefined()
})

test('a stack of hostile text is read at once', async () => {
  const fault = await faultOf(
    `const e = new Error('x'); e.stack = ('"@'.repeat(200) + import.meta.url + '"@'.repeat(40) + '\\n').repeat(20); throw e`,
  )
  expect(fault.frames).toBeUndefined()
})

test('an endless recursion is an EXECUTE fault with places', async () => {
  const fault = await faultOf('const f = () => f() + 1; return f()')
  expect(fault.message).toMatch('RangeError: Maximum call stack')
  expect(fault.frames?.[0]).toMatchObject({ functionName: 'f', line: 2 })
})

test('an array buffer that is too large is MEMORY', async () => {
  expect(await faultOf('const all = []; for (;;) all.push(new ArrayBuffer(2 ** 33))')).toMatchObject({ code: 'MEMORY' })
})

test('an unhandled rejection and an uncaught error are told, and the plugin goes on', async () => {
  const realm = await realmRunning(
    `if (input === 'reject') { Promise.reject(new Error('left')); return 1 }
     if (input === 'throw') { setTimeout(() => { throw new TypeError('late') }); return 2 }
     return 3`,
  )
  const rejected = eventOf(realm, 'fault')
  await execute(realm, 'reject')
  expect(await rejected).toMatchObject({ fault: { code: 'UNHANDLED', message: 'left', frames: [{ line: 2 }] } })
  const thrown = eventOf(realm, 'fault')
  await execute(realm, 'throw')
  expect(await thrown).toMatchObject({ fault: { code: 'UNHANDLED', message: 'TypeError: late' } })
  expect(await execute(realm)).toMatchObject({ ok: true, value: { output: 3 } })
})
