import { commands } from 'vitest/browser'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createNet, type NetOptions } from '../../../src/capabilities/net/net'
import { createNetWorker } from '../../../src/capabilities/net/net-worker'
import type { NetRequest } from '../../../src/kernel/host-port'
import type { NetHeard, NetServers } from '../../support/net-servers'
import { realClock } from '../sandbox/opened'

declare module 'vitest/browser' {
  interface BrowserCommands {
    netServers(): Promise<NetServers>
  }
}

let first = ''
let second = ''

beforeAll(async () => {
  const servers = await commands.netServers()
  first = servers.first
  second = servers.second
})

function makeNet(options: Partial<NetOptions> = {}) {
  const worker = createNetWorker()
  onTestFinished(() => worker.dispose())
  const net = createNet({ worker, clock: realClock, ...options })
  return (request: Partial<NetRequest>, signal = new AbortController().signal, owner = 'owner') =>
    net['net.fetch'](owner, { url: first, method: 'GET', headers: {}, body: null, ...request }, signal)
}

/** What was heard under a path that one test uses alone. */
async function heardAt(path: string): Promise<NetHeard[]> {
  return (await commands.netServers()).heard.filter((one) => one.path === path)
}

const textOf = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes))

test('a request goes as it was asked for, and its answer comes back whole', async () => {
  const answer = await makeNet()({
    url: `${first}/echo`,
    method: 'POST',
    headers: { authorization: 'Bearer t', 'x-own': '1' },
    body: 'hällo',
  })
  if (!answer.ok) throw new Error(answer.error.message)
  expect(answer.value.status).toBe(200)
  expect(answer.value.headers['x-served-by']).toBe('first')
  expect(textOf(answer.value.body)).toMatchObject({
    method: 'POST',
    headers: { authorization: 'Bearer t', 'x-own': '1' },
    body: 'hällo',
  })
})

test('bytes go as bytes', async () => {
  const answer = await makeNet()({ url: `${first}/echo`, method: 'PUT', body: new TextEncoder().encode('bytes') })
  expect(answer.ok && textOf(answer.value.body)).toMatchObject({ method: 'PUT', body: 'bytes' })
})

test.each([404, 500, 204])('an answer that says %i is an answer', async (code) => {
  expect(await makeNet()({ url: `${first}/status?code=${code}` })).toMatchObject({ ok: true, value: { status: code } })
})

test('neither cookies nor a referrer go along', async () => {
  const fetch = makeNet()
  await fetch({ url: `${first}/visit` })
  await fetch({ url: `${first}/visit` })
  for (const { headers } of await heardAt('/visit')) {
    expect(headers).not.toHaveProperty('cookie')
    expect(headers).not.toHaveProperty('referer')
  }
})

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    'by %i to another origin is refused, and that origin hears nothing',
    async (code) => {
      const to = `${second}/caught-${code}`
      const url = `${first}/redirect?code=${code}&to=${encodeURIComponent(to)}`
      const answer = await makeNet()({ url, method: 'POST', body: 'secret' })
      expect(answer).toMatchObject({ ok: false, error: { code: 'PERMISSION' } })
      expect(await heardAt(`/caught-${code}`)).toEqual([])
    },
  )

  test('within the origin is not followed either', async () => {
    const answer = await makeNet()({ url: `${first}/redirect?to=/inside` })
    // Nothing tells it from one that leads elsewhere: so the hint speaks of both.
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'PERMISSION', hint: expect.stringMatching(/same path.*another origin/) as string },
    })
    expect(await heardAt('/inside')).toEqual([])
  })
})

test('an answer of 1 GB is given up as soon as it is too large, and is not fetched to its end', async () => {
  const answer = await makeNet()({ url: `${first}/gigabyte` })
  expect(answer).toMatchObject({
    ok: false,
    error: { code: 'CAPABILITY', message: expect.stringContaining('larger than 16 MB') as string },
  })
  await vi.waitFor(async () => {
    const [one] = await heardAt('/gigabyte')
    // The network's own buffers are filled as well.
    expect(one?.sent).toBeLessThan(200_000_000)
    expect(one?.sent).toBeGreaterThan(16_000_000)
  }, 10_000)
})

test('a server that does not answer is given up in time', async () => {
  expect(await makeNet({ timeoutMs: 50 })({ url: `${first}/silent` })).toMatchObject({
    ok: false,
    error: { code: 'TIMEOUT' },
  })
})

test('a request that is given up is aborted', async () => {
  const giveUp = new AbortController()
  const answer = makeNet()({ url: `${first}/silent?given-up` }, giveUp.signal)
  giveUp.abort()
  expect(await answer).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
})

test.each([
  ['that lets no page read it', () => `${first}/closed`],
  ['that is not there', () => 'http://127.0.0.1:9/'],
])('a server %s fails with words for it', async (_, url) => {
  expect(await makeNet()({ url: url() })).toMatchObject({ ok: false, error: { code: 'CAPABILITY' } })
})

test.each([
  [{ headers: { Cookie: 'a=b' } }, `'Cookie'`],
  [{ headers: { host: 'evil.com' } }, `'host'`],
  [{ headers: { 'Sec-Fetch-Site': 'none' } }, `'Sec-Fetch-Site'`],
  [{ body: 'x' }, 'a GET has no body'],
])('%j is refused before anything is asked', async (request, why) => {
  const answer = await makeNet()({ url: `${first}/refused`, ...request })
  expect(answer).toMatchObject({ ok: false, error: { code: 'INPUT', message: expect.stringContaining(why) as string } })
  expect(await heardAt('/refused')).toEqual([])
})

test('one owner has six requests under way at most, and another is not kept waiting', async () => {
  const fetch = makeNet()
  const giveUp = new AbortController()
  const greedy = Array.from({ length: 8 }, () => fetch({ url: `${first}/silent?greedy` }, giveUp.signal, 'greedy'))
  expect(await fetch({ url: `${second}/echo` }, undefined, 'modest')).toMatchObject({ ok: true })
  giveUp.abort()
  for (const answer of await Promise.all(greedy)) expect(answer).toMatchObject({ error: { code: 'CANCELLED' } })
})
