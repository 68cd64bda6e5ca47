import { expect, test } from 'vitest'
import { faultOf, isInterpreted, outputOf } from './opened'

test.for([
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'WebAssembly',
  'indexedDB',
  'caches',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'WebTransport',
  'importScripts',
  'postMessage',
  'onmessage',
  'RTCPeerConnection',
  'document',
  'localStorage',
  'parent',
])('there is no %s', async (name) => {
  expect(await outputOf(`return [typeof self[input], input in self]`, name)).toEqual(['undefined', false])
})

test.for(['http://127.0.0.1:9/x.js', 'data:text/javascript,1', '/x.js'])('importing %s is refused', async (url) => {
  expect((await faultOf(`return import(${JSON.stringify(url)})`)).code).toBe('EXECUTE')
})

test('eval and Function are refused', async () => {
  expect((await faultOf('return (0, eval)("1")')).message).toMatch('EvalError')
  expect((await faultOf('return new Function("return 1")()')).message).toMatch('EvalError')
  expect((await faultOf('return (async () => {}).constructor("return 1")()')).message).toMatch('EvalError')
})

// The interpreter has no navigator at all, and no origin.
test.skipIf(isInterpreted)('the page, its storage and its cookies are out of reach', async () => {
  expect(
    await outputOf('return [self.origin, self.isSecureContext, typeof navigator.storage, typeof navigator.locks]'),
  ).toEqual(['null', false, 'undefined', 'undefined'])
})

// In the interpreter nothing of a plugin's comes to where the page's policy would stop it.
test.skipIf(isInterpreted).for([
  ['a font', `new FontFace('x', 'url(' + input + ')').load()`, 'font-src'],
  ['a module', `import(input)`, 'script-src-elem'],
])("the page's own policy stops %s before it is asked for", async ([, attempt, directive]) => {
  const body = `return new Promise((resolve) => {
    addEventListener('securitypolicyviolation', (event) => resolve([event.effectiveDirective, event.disposition]))
    ${attempt ?? ''}.then(() => resolve('it was let through'), () => {})
  })`
  expect(await outputOf(body, 'http://127.0.0.1:9/asked')).toEqual([directive, 'enforce'])
})
