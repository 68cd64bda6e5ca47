import { expect, test } from 'vitest'
import type { HostRequest } from '../../../src/kernel/host-port'
import { ok } from '../../../src/kernel/result'
import { hostilePage } from './hostile-page'
import { eventOf, execute, openRealm } from './opened'

const answer = `port.postMessage({ type: 'answer', id: call, ok: true, value: { output: 'answered', warnings: [] }, telemetry: null })`

/** A realm whose guest does this with each call, whose id is in `call`; and what the host has been asked. */
async function hostileRealm(script: string) {
  const url = hostilePage(
    `up(); alive()
     const ask = (id, more) => port.postMessage({ type: 'ask', id, method: 'plugins.call', params: { plugin: 'x', input: 1 }, call: null, ...more })
     onRequest(({ id: call }) => { ${script} })`,
  )
  const realm = await openRealm({ url, beatMs: 50 })
  const asked: HostRequest[] = []
  realm.serve(async (request) => {
    asked.push(request)
    return ok(1)
  })
  return { realm, asked }
}

test.for([
  ['a method that is no text', `ask(1, { method: ['plugins.call'] })`],
  ['no params', `ask(1, { params: null })`],
  ['a method without end', `ask(1, { method: 'x'.repeat(1e6) })`],
  ['params that are a list', `ask(1, { params: [] })`],
  ['a call that is no number', `ask(1, { call: '1' })`],
  ['an id that is no number', `ask('1')`],
  ['an id that was never given', `ask(65)`],
  ['an id that is spent', `ask(1); ask(1)`],
  ['the end of a request that never was', `port.postMessage({ type: 'give-up', id: 1 })`],
])('%s is forged', async ([what, script]) => {
  const { realm, asked } = await hostileRealm(script ?? '')
  const dropped = eventOf(realm, 'dropped')
  void execute(realm)
  expect(await dropped).toEqual({ type: 'dropped', what: 'forged messages', count: 1 })
  expect(asked).toHaveLength(what === 'an id that is spent' ? 1 : 0)
})

test.for([
  ['is not there', `call + 1`],
  ['has ended', `call`],
])('a request in the name of a call that %s is refused', async ([, name]) => {
  const { realm, asked } = await hostileRealm(
    `port.addEventListener('message', ({ data }) => {
       if (data.type !== 'reply') return
       const output = [data.ok, data.fault.code]
       port.postMessage({ type: 'answer', id: last, ok: true, value: { output, warnings: [] }, telemetry: null })
     })
     const last = call
     ${name === 'call' ? `if (call === 1) { ${answer}; return }; call = 1` : ''}
     ask(1, { call: ${name ?? ''} })`,
  )
  if (name === 'call') await execute(realm)
  expect(await execute(realm)).toMatchObject({ value: { output: [false, 'CANCELLED'] } })
  expect(asked).toEqual([])
})

test('what goes on to the host has nothing but what it should have', async () => {
  const { realm, asked } = await hostileRealm(`ask(1, { extra: 1 }); ${answer}`)
  await execute(realm)
  expect(Object.keys(asked[0] ?? {})).toEqual(['method', 'params', 'call', 'signal'])
  expect(asked[0]?.params).toEqual({ plugin: 'x', input: 1 })
})

test.for([
  ['requests with ids of its own', `for (let id = 1; id < 200000; id++) ask(id)`],
  ['requests with one id', `for (let n = 1; n < 200000; n++) ask(1)`],
  ['ends of requests', `for (let n = 1; n < 200000; n++) port.postMessage({ type: 'give-up', id: n })`],
  [
    'ends of requests that were answered',
    `for (let id = 1; id <= 64; id++) ask(id); for (let n = 1; n < 200000; n++) port.postMessage({ type: 'give-up', id: n % 64 })`,
  ],
])('a flood of %s ends that realm, though all are answered at once', async ([, script]) => {
  const { realm, asked } = await hostileRealm(script ?? '')
  const call = execute(realm)
  expect(await call).toMatchObject({ ok: false, error: { code: 'FLOOD' } })
  expect(asked.length).toBeLessThanOrEqual(64)
})

test('a guest that waits for its replies asks as fast as they come', async () => {
  const { realm, asked } = await hostileRealm(
    `let left = 20_000
     port.addEventListener('message', ({ data }) => {
       if (data.type !== 'reply') return
       if (left-- > 0) ask(data.ticket)
       else if (left === -64) ${answer}
     })
     for (let id = 1; id <= 64; id++) ask(id)`,
  )
  expect(await execute(realm)).toMatchObject({ value: { output: 'answered' } })
  expect(asked).toHaveLength(20_064)
})
