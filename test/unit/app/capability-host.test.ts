import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCapabilityHost } from '../../../src/app/capability-host'
import { ok } from '../../../src/kernel/result'
import { createFakeClock } from '../kernel/support/fake-clock'
import { createMemoryWorkspace } from './support/memory-workspace'

/** What was asked of the stores, which need a browser. */
const asked = vi.hoisted((): unknown[][] => [])
const net = vi.hoisted(() => ({ isReachable: true }))

/** Every member of a store keeps what it was asked, and answers with `answer`. */
const storeOf = (name: string, answers: Readonly<Record<string, unknown>> = {}) =>
  new Proxy(
    {},
    {
      get: (_, member) =>
        member === 'then'
          ? undefined
          : (answers[String(member)] ??
            (async (...given: unknown[]) => (asked.push([name, member, ...given]), ok(name)))),
    },
  )

vi.mock('../../../src/capabilities/storage', () => ({
  createStorage: () =>
    storeOf('storage', { quotaBytes: 5, entries: async (owner: string) => [{ key: owner, bytes: 1 }] }),
}))
vi.mock('../../../src/capabilities/secrets', () => ({
  createSecrets: () => storeOf('secrets', { names: async (owner: string) => [`of ${owner}`] }),
}))
vi.mock('../../../src/capabilities/sql/sql', () => ({ createSql: () => storeOf('sql') }))
vi.mock('../../../src/capabilities/net/net-worker', () => ({ createNetWorker: () => null }))
vi.mock('../../../src/capabilities/net/net', () => ({
  createNet: () => {
    if (!net.isReachable) throw new TypeError('Failed to fetch')
    return storeOf('net')
  },
}))

const failures = vi.fn()

beforeEach(() => {
  asked.length = 0
  net.isReachable = true
  vi.stubGlobal('reportError', failures)
})

afterEach(() => {
  vi.unstubAllGlobals()
  expect(failures).not.toHaveBeenCalled()
})

function openHost(...plugins: readonly string[]) {
  const workspace = createMemoryWorkspace(...plugins)
  const clock = createFakeClock()
  let made = 0
  const newId = () => `id ${++made}`
  const host = createCapabilityHost({ workspace, scope: '/', clock, random: () => 0.25, newId })
  return { ...host, workspace, clock }
}

const { signal } = new AbortController()

describe('a capability', () => {
  it('is that of the owner who asks', async () => {
    const { capabilities } = openHost()
    const params = { key: 'a' }
    expect(await capabilities['storage.get']?.('id 1', params, signal)).toEqual(ok('storage'))
    expect(await capabilities['sql.query']?.('id 2', { text: 'select 1', params: [] }, signal)).toEqual(ok('sql'))
    expect(asked).toEqual([
      ['storage', 'storage.get', 'id 1', params, signal],
      ['sql', 'sql.query', 'id 2', { text: 'select 1', params: [] }, signal],
    ])
  })

  it('has the clock and the chance that the page was given', async () => {
    const { capabilities, clock } = openHost()
    expect(await capabilities['clock.now']?.('id 1', {}, signal)).toEqual(ok(clock.date()))
    expect(await capabilities['random.next']?.('id 1', {}, signal)).toEqual(ok(0.25))
  })

  it('whose code cannot be fetched fails, and works once it can', async () => {
    const { capabilities } = openHost()
    const request = { url: 'https://a.b', method: 'GET', headers: {}, body: null }
    net.isReachable = false
    expect(await capabilities['net.fetch']?.('id 1', request, signal)).toMatchObject({
      error: { code: 'CAPABILITY', message: expect.stringContaining('could not be fetched') as string },
    })
    net.isReachable = true
    expect(await capabilities['net.fetch']?.('id 1', request, signal)).toEqual(ok('net'))
  })
})

describe('a plugin that is deleted', () => {
  it('is told of first, and then loses all that it kept', async () => {
    const { grants, workspace } = openHost('notes')
    const owner = grants.ownerOf('notes')
    grants.onGone((gone) => asked.push(['told', gone]))
    workspace.removePlugin('notes')
    await vi.waitFor(() => expect(asked).toHaveLength(4))
    expect(asked[0]).toEqual(['told', owner])
    expect(asked.slice(1).sort()).toEqual(['secrets', 'sql', 'storage'].map((store) => [store, 'forget', owner]))
  })

  it('has kept nothing for the person to look at either', async () => {
    const { data, workspace } = openHost('notes')
    expect(await data.stored('notes')).toEqual({ quotaBytes: 5, entries: [{ key: 'id 1', bytes: 1 }] })
    expect(await data.secretNames('notes')).toEqual(['of id 1'])
    workspace.removePlugin('notes')
    await vi.waitFor(() => expect(asked).toHaveLength(3))
    expect(await data.stored('notes')).toEqual({ quotaBytes: 5, entries: [] })
    expect(await data.secretNames('notes')).toEqual([])
    expect(await data.readStored('notes', 'a')).toBeUndefined()
    expect(await data.tables('notes')).toEqual(ok([]))
    const table = { schema: 'public', name: 't' }
    expect(await data.rows('notes', table, { offset: 0, limit: 1 })).toMatchObject({ error: { code: 'NOT_FOUND' } })
    expect(await data.setSecret('notes', 'TOKEN', 'value')).toEqual({ ok: false, error: "'notes' was deleted." })
    await data.removeStored('notes', 'a')
    await data.clearStored('notes')
    await data.removeSecret('notes', 'TOKEN')
    expect(asked).toHaveLength(3)
  })
})

describe('what a plugin keeps', () => {
  it('is read and changed as its owner’s, under whatever name', async () => {
    const { data, workspace } = openHost('notes')
    await data.readStored('notes', 'a')
    workspace.renamePlugin('notes', 'diary')
    await data.removeStored('diary', 'a')
    await data.clearStored('diary')
    await data.setSecret('diary', 'TOKEN', 'value')
    await data.removeSecret('diary', 'TOKEN')
    await data.tables('diary')
    expect(asked).toEqual([
      ['storage', 'read', 'id 1', 'a'],
      ['storage', 'remove', 'id 1', 'a'],
      ['storage', 'forget', 'id 1'],
      ['secrets', 'set', 'id 1', 'TOKEN', 'value'],
      ['secrets', 'remove', 'id 1', 'TOKEN'],
      ['sql', 'tables', 'id 1'],
    ])
  })
})
