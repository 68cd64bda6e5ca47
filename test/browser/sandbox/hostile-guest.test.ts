import { expect, test } from 'vitest'
import { hostilePage } from './hostile-page'
import { eventOf, eventsOf, execute, openRealm, request, sandboxFor } from './opened'

/** Turns of the page's own loop until the promise settles. */
async function turnsUntil(promise: Promise<unknown>): Promise<number> {
  const channel = new MessageChannel()
  let turns = 0
  let over = false
  void promise.then(() => {
    over = true
  })
  await new Promise<void>((resolve) => {
    channel.port1.onmessage = () => {
      turns++
      if (over) resolve()
      else channel.port2.postMessage(null)
    }
    channel.port2.postMessage(null)
  })
  channel.port1.close()
  return turns
}

test.for([
  ['pongs', `{ type: 'pong', beat: 1 }`],
  ['forged answers', `{ type: 'answer', id: 99, ok: true, value: 1, telemetry: null }`],
  ['telemetry', `{ type: 'telemetry', items: [] }`],
  ['junk', `{ junk: true }`],
  ['text', `'x'.repeat(1000)`],
])('a flood of %s ends that realm, and the page goes on', async ([, message]) => {
  const url = hostilePage(
    `up(); alive(); onRequest(() => { for (let i = 0; i < 200000; i++) port.postMessage(${message ?? ''}) })`,
  )
  const realm = await openRealm({ url })
  const died = eventOf(realm, 'died')
  const call = execute(realm)
  expect(await turnsUntil(died)).toBeGreaterThan(0)
  expect((await died).fault.code).toBe('FLOOD')
  expect(await call).toMatchObject({ ok: false, error: { code: 'FLOOD' } })
  expect(await execute(realm)).toMatchObject({ ok: false, error: { code: 'FLOOD' } })
})

test('ten thousand answers that were asked for are no flood', async () => {
  const url = hostilePage(
    `up(); alive(); onRequest(({ id }) => port.postMessage({ type: 'answer', id, ok: true, value: { output: id, warnings: [] }, telemetry: null }))`,
  )
  const realm = await openRealm({ url })
  const results = await Promise.all(Array.from({ length: 10_000 }, () => execute(realm)))
  expect(results.every((result) => result.ok)).toBe(true)
})

test('an answer given twice counts once; what comes after is dropped and told in one event', async () => {
  const url = hostilePage(
    `up(); alive()
     onRequest(({ id }) => { for (const output of [1, 2, 3]) port.postMessage({ type: 'answer', id, ok: true, value: { output, warnings: [] }, telemetry: null }) })`,
  )
  const realm = await openRealm({ url, beatMs: 30 })
  const dropped = eventOf(realm, 'dropped')
  expect(await execute(realm)).toMatchObject({ value: { output: 1 } })
  expect(await dropped).toEqual({ type: 'dropped', what: 'late answers', count: 2 })
})

test('answers to ids that were never given are dropped as forged', async () => {
  const url = hostilePage(
    `up(); alive()
     onRequest(({ id }) => {
       for (const forged of [id + 1, -1, 0, NaN, 'x']) port.postMessage({ type: 'answer', id: forged, ok: true, value: 1, telemetry: null })
       port.postMessage({ type: 'answer', id, ok: true, value: { output: 'mine', warnings: [] }, telemetry: null })
     })`,
  )
  const realm = await openRealm({ url, beatMs: 30 })
  const dropped = eventOf(realm, 'dropped')
  expect(await execute(realm)).toMatchObject({ value: { output: 'mine' } })
  expect(await dropped).toEqual({ type: 'dropped', what: 'forged messages', count: 5 })
})

test.for([
  ['load', `{ init: true }`],
  ['execute', `{ output: 1 }`],
  ['execute', `{ output: 1, warnings: [{}] }`],
  ['execute', `{ output: 1, warnings: [,] }`],
  ['healthCheck', `{ status: 'superb' }`],
  ['validateConfig', `[{ path: 1, message: {} }]`],
  ['validateConfig', `[,]`],
  ['shutdown', `null`],
] as const)('an answer to %s of the shape %s is not taken', async ([method, value]) => {
  const url = hostilePage(
    `up(); alive(); onRequest(({ id }) => port.postMessage({ type: 'answer', id, ok: true, value: ${value}, telemetry: null }))`,
  )
  const realm = await openRealm({ url, beatMs: 30 })
  const dropped = eventOf(realm, 'dropped')
  const call = request(realm, method, {})
  expect((await dropped).what).toBe('forged messages')
  realm.dispose()
  expect(await call).toMatchObject({ error: { code: 'CANCELLED' } })
})

test.for([
  [
    'a fault with an unknown code',
    `{ type: 'telemetry', items: [{ type: 'fault', fault: { code: 'constructor', message: 'x' } }] }`,
  ],
  [
    'a log line of objects',
    `{ type: 'telemetry', items: [{ type: 'log', call: 1, level: 'info', values: [{}], place: null, at: 1 }] }`,
  ],
  ['a metric of text', `{ type: 'telemetry', items: [{ type: 'metric', kind: 'count', name: 'x', value: '1' }] }`],
  ['a second module', `{ type: 'module', url: 'https://example.com/x.js' }`],
  ['telemetry with a hole', `{ type: 'telemetry', items: [,] }`],
  [
    'a log line with a hole',
    `{ type: 'telemetry', items: [{ type: 'log', call: 1, level: 'info', values: [,], place: null, at: 1 }] }`,
  ],
  [
    'a logged object with a hole',
    `{ type: 'telemetry', items: [{ type: 'log', call: 1, level: 'info', place: null, at: 1,
        values: [{ kind: 'object', label: 'Array', preview: '[]', entries: [,] }] }] }`,
  ],
  ['a list of answers with a hole', `{ type: 'answers', answers: [,] }`],
])('%s is forged', async ([, message]) => {
  const url = hostilePage(`up(); alive(); onRequest(() => port.postMessage(${message ?? ''}))`)
  const realm = await openRealm({ url, beatMs: 30 })
  const events = eventsOf(realm)
  const dropped = eventOf(realm, 'dropped')
  void execute(realm)
  expect(await dropped).toEqual({ type: 'dropped', what: 'forged messages', count: 1 })
  expect(events.map((event) => event.type)).toEqual(['dropped'])
})

test('what else a message holds does not get in', async () => {
  const url = hostilePage(
    `up(); alive()
     const more = { extra: 'x', toString: 'x' }
     const value = { kind: 'object', label: 'Map', preview: '{}', more: 1, ...more,
       entries: [{ key: 'a', ...more, value: { kind: 'text', text: 'b', ...more } }] }
     onRequest(({ id }) => port.postMessage({ type: 'answer', id, ok: true, value: { output: 1, warnings: [] }, telemetry: [
       { type: 'log', call: id, level: 'info', values: [value], place: null, at: 1, ...more },
       { type: 'metric', kind: 'count', name: 'm', value: 1, ...more },
       { type: 'dropped', what: 'metrics', count: 1, ...more },
       { type: 'fault', fault: { code: 'CRASHED', message: 'f', ...more }, ...more },
     ] }))`,
  )
  const realm = await openRealm({ url })
  const events = eventsOf(realm)
  expect(await execute(realm)).toMatchObject({ ok: true })
  const entries = [{ key: 'a', value: { kind: 'text', text: 'b' } }]
  const logged = { kind: 'object', label: 'Map', preview: '{}', more: 1, entries }
  expect(events).toEqual([
    { type: 'log', call: expect.any(Number) as number, level: 'info', values: [logged], frame: null, at: 1 },
    { type: 'metric', kind: 'count', name: 'm', value: 1 },
    { type: 'dropped', what: 'metrics', count: 1 },
    { type: 'fault', fault: { code: 'CRASHED', message: 'f' } },
  ])
})

test('a page that never gets ready is a failure in a sentence', async () => {
  const opened = await sandboxFor({ url: hostilePage(''), startMs: 100 }).open()
  expect(opened).toMatchObject({
    ok: false,
    error: { code: 'INTERNAL', message: 'The sandbox did not come up within 0.1 s.' },
  })
  expect(document.querySelectorAll('iframe')).toHaveLength(0)
})

test('a worker that is refused is a failure at once', async () => {
  const url = hostilePage(`control.postMessage({ type: 'worker-error', message: 'refused' })`)
  expect(await sandboxFor({ url }).open()).toMatchObject({
    ok: false,
    error: { code: 'INTERNAL', message: 'The sandbox could not start its worker: refused.' },
  })
})

test('a page of another version is told apart', async () => {
  const url = hostilePage(`port.postMessage({ type: 'ready', protocol: 0 })`)
  expect(await sandboxFor({ url }).open()).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/another version/) as string },
  })
})
