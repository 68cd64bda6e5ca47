import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../src/kernel/events'
import { createPermissions } from '../../../src/kernel/permissions'
import type { CapabilityMethod } from '../../../src/kernel/host-port'
import { createRegistry } from '../../../src/kernel/registry'
import type { CallReport } from '../../../src/kernel/reports'
import { takenBack } from '../../../src/kernel/taken-back'
import type { CallContext } from '../../../src/sdk'
import { createFakeClock, settle } from './support/fake-clock'
import { createMemoryHost } from './support/memory-host'
import type { Program } from './support/memory-realm'
import { createWorld, pluginName, type Watched, type World } from './support/world'

/** Keeps its input, and gives it back. */
const keeps: Program = {
  async execute(input, ctx) {
    await ctx.storage.set('kept', input)
    return ctx.storage.get('kept')
  },
}
const storage = ['storage:read', 'storage:write']

async function grantedWorld(program: Program, permissions: readonly string[], granted = permissions): Promise<World> {
  const world = createWorld()
  await world.save(program, { permissions })
  await world.kernel.complete()
  for (const capability of granted) await world.kernel.permissions.grant(pluginName, capability, 'session')
  return world
}

const states = ({ kernel }: World) =>
  Object.fromEntries(
    kernel.permissions
      .list(pluginName)
      .map(({ capability }) => [capability, kernel.permissions.grantOf(pluginName, capability)]),
  )

it('fetches what keeps the grants again for whoever needs it next, after it could not', async () => {
  const clock = createFakeClock()
  const registry = createRegistry(() => expect.unreachable('no plugin is saved here'))
  let isOut = true
  const loadHost = async () => {
    if (isOut) throw new TypeError('it could not be fetched')
    return createMemoryHost()
  }
  const events = createEventBus(clock)
  const redact = (text: string) => text
  const { ready, commands } = createPermissions({ registry, clock, events, loadHost, redact })
  await expect(ready()).rejects.toThrow('could not be fetched')
  isOut = false
  expect(() => commands.list(pluginName)).toThrow('Hotplug is still starting')
  await settle()
  expect(() => commands.list(pluginName)).toThrow(pluginName)
})

describe('a capability that is slow to open', () => {
  const asks: Program = { execute: (_input, { sql }) => sql.query('select 1') }

  it('is opened ahead when it is granted', async () => {
    const { host } = await grantedWorld(asks, ['sql', 'clock'])
    expect(host.prepared).toEqual(['owner 0 of greeter'])
  })

  it('is not opened for whom it was denied', async () => {
    const { host, kernel } = await grantedWorld(asks, ['sql'], [])
    await kernel.permissions.revoke(pluginName, 'sql')
    expect(host.prepared).toEqual([])
  })

  it('is waited for', async () => {
    const world = await grantedWorld(asks, ['sql'])
    const open = world.host.holdOpening()
    const running = world.kernel.run(pluginName, null)
    await settle()
    expect(world.host.done).toEqual([])
    open()
    expect(await running).toMatchObject({ ok: true, output: { rows: [] } })
  })

  it('fails a call that has no time left for it with the reason, and not with a timeout', async () => {
    const world = await grantedWorld(asks, ['sql'])
    world.host.holdOpening()
    const running = world.kernel.run(pluginName, null)
    await settle()
    await world.clock.advance(4_900)
    expect(await running).toMatchObject({
      ok: false,
      error: { code: 'EXECUTE', message: expect.stringContaining('still being opened') as string, retryable: true },
    })
    expect(world.host.done).toEqual([])
  })

  it('that is taken back meanwhile is not used', async () => {
    const world = await grantedWorld(asks, ['sql'])
    const open = world.host.holdOpening()
    const running = world.kernel.run(pluginName, null)
    await settle()
    await world.kernel.permissions.revoke(pluginName, 'sql')
    expect(await running).toMatchObject({ ok: false, error: { code: 'PERMISSION' } })
    open()
    await settle()
    expect(world.host.signal?.aborted).toBe(true)
  })
})

describe('a capability', () => {
  it('that was granted is used in the name of its owner', async () => {
    const world = await grantedWorld(keeps, storage)
    expect(await world.run({ a: 1 })).toMatchObject({ ok: true, output: { a: 1 } })
    expect(world.host.done).toEqual([
      { owner: 'owner 0 of greeter', method: 'storage.set', params: { key: 'kept', value: { a: 1 } } },
      { owner: 'owner 0 of greeter', method: 'storage.get', params: { key: 'kept' } },
    ])
  })

  it('that the manifest does not ask for is refused, and the hint says what to write', async () => {
    const world = await grantedWorld(keeps, ['storage:read'])
    expect(await world.run(1)).toMatchObject({
      ok: false,
      error: {
        code: 'PERMISSION',
        plugin: 'greeter',
        generation: 1,
        message: "'greeter' uses storage:write, which its plugin.json does not ask for",
        hint: 'Add "storage:write" to "permissions" in plugin.json, save, and grant it.',
      },
    })
    expect(world.host.done).toEqual([])
  })

  it('that nobody has granted is refused, and the hint says how to', async () => {
    const world = await grantedWorld(keeps, storage, [])
    expect(await world.run(1)).toMatchObject({
      error: {
        code: 'PERMISSION',
        message: "'greeter' uses storage:write, which nobody has granted",
        hint: expect.stringContaining("hotplug.permissions.grant('greeter', 'storage:write')") as string,
      },
    })
    expect(world.host.done).toEqual([])
  })

  it('can be caught by the plugin, with its code', async () => {
    const world = await grantedWorld(
      { execute: (_, ctx) => ctx.clock.now().catch((error: unknown) => ({ ...(error as object) })) },
      ['clock'],
      [],
    )
    expect(await world.run()).toMatchObject({ ok: true, output: { name: 'CapabilityError', code: 'PERMISSION' } })
  })

  it('that init needs and has not refuses the save with PERMISSION; once granted, the save comes up', async () => {
    const world = createWorld()
    const program: Program = { init: (ctx) => ctx.storage.get('x').then(() => undefined), execute: () => 'up' }
    expect(await world.save(program, { permissions: ['storage:read'] })).toMatchObject({
      ok: false,
      error: { code: 'PERMISSION', phase: 'init' },
    })
    await world.kernel.complete()
    await world.kernel.permissions.grant(pluginName, 'storage:read', 'session')
    expect(await world.save(program, { permissions: ['storage:read'] })).toMatchObject({ ok: true })
  })

  it('that a refused save asks for can be granted after another swap of what serves', async () => {
    const world = await grantedWorld({ execute: () => 'one' }, [])
    const needsSql: Program = {
      init: async ({ sql }) => {
        await sql.query('select 1')
      },
      execute: () => 'two',
    }
    expect(await world.save(needsSql, { permissions: ['sql'] })).toMatchObject({ error: { code: 'PERMISSION' } })
    await world.kernel.setConfig(pluginName, { a: 1 })
    await world.kernel.permissions.grant(pluginName, 'sql')
    expect(states(world)).toEqual({ sql: 'session' })
  })

  it('of a failing host fails as the host said', async () => {
    const world = await grantedWorld({ execute: (_, ctx) => ctx.secrets.get('OTHER') }, ['secrets:OTHER'])
    expect(await world.run()).toMatchObject({ error: { code: 'EXECUTE', message: 'There is no such secret' } })
  })
})

describe('a grant', () => {
  it('for once holds for one call, to its end', async () => {
    const program: Program = {
      execute: async (_, ctx) => (await ctx.clock.now()) + (await ctx.clock.now()),
    }
    const world = await grantedWorld(program, ['clock'], [])
    await world.kernel.permissions.grant(pluginName, 'clock', 'once')
    expect(states(world)).toEqual({ clock: 'once' })
    expect(await world.run()).toMatchObject({ ok: true, output: 2_000 })
    expect(states(world)).toEqual({ clock: 'ask' })
    expect(await world.run()).toMatchObject({ error: { code: 'PERMISSION' } })
  })

  it('for once is not spent by a call that does not use it, and is of no use outside of a call', async () => {
    const program: Program = {
      healthCheck: async (ctx) => ({
        status: 'ok',
        detail: await ctx.clock.now().then(String, String),
      }),
      execute: (input, ctx) => (input === 'use' ? ctx.clock.now() : 'not used'),
    }
    const world = await grantedWorld(program, ['clock'], [])
    await world.kernel.permissions.grant(pluginName, 'clock', 'once')
    await world.run('do not')
    expect((await world.kernel.health(pluginName)).detail).toContain('outside of a call')
    expect(await world.run('use')).toMatchObject({ output: 1_000 })
  })

  it('that is taken back ends what is under way at once', async () => {
    const world = await grantedWorld({ execute: (_, ctx) => ctx.storage.get('x') }, ['storage:read'])
    world.host.hold()
    const call = world.startRun()
    await settle()
    expect(call.value).toBeNull()
    await world.kernel.permissions.revoke(pluginName, 'storage:read')
    await settle()
    expect(call.value).toMatchObject({
      error: { code: 'PERMISSION', message: "'greeter' was using storage:read when it was taken back" },
    })
    expect(world.host.signal?.reason).toBe(takenBack)
    expect(states(world)).toEqual({ 'storage:read': 'denied' })
    expect(await world.run()).toMatchObject({ error: { message: "'greeter' uses storage:read, which was denied" } })
  })

  it('for once that is taken back in the middle of its call is gone', async () => {
    const program: Program = {
      async execute(_, ctx) {
        await ctx.storage.get('first')
        await new Promise<void>((resolve) => (goOn = resolve))
        return ctx.storage.get('second')
      },
    }
    let goOn = () => {}
    const world = await grantedWorld(program, ['storage:read'], [])
    await world.kernel.permissions.grant(pluginName, 'storage:read', 'once')
    const call = world.startRun()
    await settle()
    await world.kernel.permissions.revoke(pluginName, 'storage:read')
    goOn()
    await settle()
    expect(call.value).toMatchObject({ error: { code: 'PERMISSION' } })
  })

  it('ends with its plugin, and what is under way with it', async () => {
    const world = await grantedWorld({ execute: (_, ctx) => ctx.storage.set('x', 1) }, ['storage:write'])
    world.host.hold()
    const call = world.startRun()
    await settle()
    world.host.remove(pluginName)
    await settle()
    expect(world.host.signal?.aborted).toBe(true)
    expect(call.value).toMatchObject({ error: { code: 'PERMISSION' } })
  })

  it('for once ends with its plugin, in the middle of its call', async () => {
    let goOn = () => {}
    const program: Program = {
      async execute(_, ctx) {
        await ctx.storage.get('first')
        await new Promise<void>((resolve) => (goOn = resolve))
        return ctx.storage.get('second')
      },
    }
    const world = await grantedWorld(program, ['storage:read'], [])
    await world.kernel.permissions.grant(pluginName, 'storage:read', 'once')
    const call = world.startRun()
    await settle()
    world.host.remove(pluginName)
    goOn()
    await settle()
    expect(call.value).toMatchObject({ error: { code: 'PERMISSION' } })
    expect(world.host.done).toHaveLength(1)
  })

  it('goes by the plugin and not by its name', async () => {
    const world = await grantedWorld(keeps, storage)
    await world.run(1)
    await world.kernel.forget(pluginName)
    world.host.replace(pluginName)
    await world.save(keeps, { permissions: storage })
    expect(await world.run(2)).toMatchObject({ error: { code: 'PERMISSION' } })
  })

  /** A call that is inside and has not used anything yet. */
  async function hesitating(world: World, granted: boolean): Promise<{ call: Watched<CallReport>; goOn: () => void }> {
    let goOn = () => {}
    const program: Program = {
      async execute(_, ctx) {
        await new Promise<void>((resolve) => (goOn = resolve))
        return ctx.storage.get('first')
      },
    }
    await world.save(program, { permissions: ['storage:read'] })
    if (granted) await world.kernel.permissions.grant(pluginName, 'storage:read', 'always')
    const call = world.startRun()
    await settle()
    return { call, goOn }
  }

  it('of a plugin that takes the name of another is not for what still runs of that one', async () => {
    const world = createWorld()
    await world.save(keeps, { permissions: storage }, 'other')
    await world.kernel.complete()
    await world.kernel.permissions.grant('other', 'storage:read', 'always')
    const { call, goOn } = await hesitating(world, false)
    const gone = world.kernel.forget(pluginName)
    world.host.rename('other', pluginName)
    goOn()
    await gone
    expect(call.value).toMatchObject({ error: { code: 'PERMISSION' } })
    expect(world.host.done).toEqual([])
  })

  it('holds for what still runs of a plugin that is renamed', async () => {
    const world = createWorld()
    await world.kernel.complete()
    const { call, goOn } = await hesitating(world, true)
    world.host.rename(pluginName, 'renamed')
    const gone = world.kernel.forget(pluginName)
    goOn()
    await gone
    expect(call.value).toMatchObject({ ok: true })
    expect(world.host.done).toMatchObject([{ owner: 'owner 0 of greeter' }])
  })

  it('holds for what was up, or drained, before the grants were there', async () => {
    let come = () => {}
    const world = createWorld({}, undefined, new Promise((resolve) => (come = resolve)))
    const old = await hesitating(world, false)
    const young = await hesitating(world, false)
    come()
    await world.kernel.complete()
    await world.kernel.permissions.grant(pluginName, 'storage:read', 'always')
    world.host.replace(pluginName)
    old.goOn()
    young.goOn()
    await settle()
    expect([old.call.value, young.call.value]).toMatchObject([
      { ok: true, generation: 1 },
      { ok: true, generation: 2 },
    ])
    expect(world.host.done.map(({ owner }) => owner)).toEqual(['owner 0 of greeter', 'owner 0 of greeter'])
  })

  it('of what the manifest does not ask for is refused', async () => {
    const world = await grantedWorld(keeps, ['storage:read'])
    const { grant } = world.kernel.permissions
    await expect(grant(pluginName, 'sql')).rejects.toThrow(/does not ask for/)
    await expect(grant('nobody', 'sql')).rejects.toThrow(/There is no plugin/)
  })

  it.each(['forever', 'ask', 'denied', '', null])('for %j is refused, and tells nothing', async (duration) => {
    const world = await grantedWorld(keeps, ['clock'], [])
    const granting = world.kernel.permissions.grant(pluginName, 'clock', duration as 'always')
    await expect(granting).rejects.toMatchObject({ error: { code: 'INPUT', hint: expect.stringContaining("'once'") } })
    expect(states(world)).toEqual({ clock: 'ask' })
    expect(world.told('permission')).toEqual([])
  })

  it('that there cannot be is not taken back; one that is asked for no more is', async () => {
    const world = await grantedWorld(keeps, ['clock', 'random'], ['random'])
    const { revoke, grantOf } = world.kernel.permissions
    await expect(revoke(pluginName, 'nonsense')).rejects.toMatchObject({ error: { code: 'NOT_FOUND' } })
    expect(grantOf(pluginName, 'nonsense')).toBe('ask')
    await world.save(keeps, {})
    await expect(revoke(pluginName, 'clock')).rejects.toMatchObject({ error: { code: 'NOT_FOUND' } })
    await revoke(pluginName, 'random')
    expect(grantOf(pluginName, 'random')).toBe('denied')
  })

  it('is told as an event', async () => {
    const world = await grantedWorld(keeps, ['storage:read'])
    await world.kernel.permissions.revoke(pluginName, 'storage:read')
    expect(world.told('permission')).toMatchObject([
      { plugin: 'greeter', capability: 'storage:read', grant: 'session' },
      { plugin: 'greeter', capability: 'storage:read', grant: 'denied' },
    ])
  })
})

describe('the network', () => {
  const fetches: Program = { execute: (url, ctx) => ctx.net.fetch(String(url)).then((response) => response.json()) }
  const asked = ['net:https://api.example.com', 'net:http://127.0.0.1:8080']

  it.each([
    'https://api.example.com/people',
    'https://api.example.com:443/people',
    'https://API.example.com/people',
    'http://127.0.0.1:8080/',
    'http://127.1:8080/',
  ])('is open for %s', async (url) => {
    const world = await grantedWorld(fetches, asked)
    expect(await world.run(url)).toMatchObject({ ok: true, output: url })
  })

  it.each([
    ['https://example.com/', 'net:https://example.com'],
    ['http://api.example.com/', 'net:http://api.example.com'],
    ['https://api.example.com:8443/', 'net:https://api.example.com:8443'],
    ['https://api.example.com./', 'net:https://api.example.com.'],
    ['https://api.example.com.evil.com/', 'net:https://api.example.com.evil.com'],
    ['https:\\\\evil.com\\@api.example.com', 'net:https://evil.com'],
    ['http://127.0.0.1:8081/', 'net:http://127.0.0.1:8081'],
    ['\thttps://evil.com', 'net:https://evil.com'],
  ])('is closed for %s', async (url, capability) => {
    const world = await grantedWorld(fetches, asked)
    expect(await world.run(url)).toMatchObject({ error: { code: 'PERMISSION' } })
    expect(world.kernel.permissions.audit()).toMatchObject([{ capability, allowed: false }])
    expect(world.host.done).toEqual([])
  })

  it.each([
    ['people', 'no whole address'],
    ['//api.example.com/people', 'no whole address'],
    ['ftp://api.example.com/', 'Only http: and https:'],
    ['data:text/plain,hi', 'Only http: and https:'],
    ['file:///etc/passwd', 'Only http: and https:'],
    ['javascript:alert(1)', 'Only http: and https:'],
    ['blob:https://api.example.com/1', 'Only http: and https:'],
    ['https://ada:secret@api.example.com/', 'a name or a password'],
    ['https://@evil.com:x@api.example.com/', 'a name or a password'],
  ])('refuses %s, and records it', async (url, why) => {
    const world = await grantedWorld(fetches, asked)
    expect(await world.run(url)).toMatchObject({ error: { message: expect.stringContaining(why) as string } })
    expect(world.kernel.permissions.audit()).toMatchObject([{ capability: 'net', allowed: false }])
  })

  it('is granted whatever way its origin is written', async () => {
    const world = await grantedWorld(fetches, ['net:https://api.example.com:443'], [])
    await world.kernel.permissions.grant(pluginName, 'net:https://api.example.com', 'session')
    expect(states(world)).toEqual({ 'net:https://api.example.com:443': 'session' })
    expect(await world.run('https://api.example.com/')).toMatchObject({ ok: true })
  })
})

describe('a request of the wrong shape', () => {
  const wrong: readonly (readonly [string, CapabilityMethod, (ctx: CallContext) => unknown])[] = [
    ['a key that is no text', 'storage.get', (ctx) => ctx.storage.get(5 as never)],
    ['no key', 'storage.get', (ctx) => ctx.storage.get('')],
    ['a key that climbs out', 'storage.get', (ctx) => ctx.storage.get('../other')],
    ['a key that climbs out later', 'storage.set', (ctx) => ctx.storage.set('a/../../other', 1)],
    ['a key that climbs out by backslashes', 'storage.delete', (ctx) => ctx.storage.delete('..\\other')],
    ['a key with a control character', 'storage.get', (ctx) => ctx.storage.get('a\0b')],
    ['a key without end', 'storage.get', (ctx) => ctx.storage.get('x'.repeat(201))],
    ['a prefix that climbs out', 'storage.keys', (ctx) => ctx.storage.keys('..')],
    ['a prefix that is no text', 'storage.keys', (ctx) => ctx.storage.keys({} as never)],
    ['a statement that is no text', 'sql.query', (ctx) => ctx.sql.query(['select 1'] as never)],
    ['params that are no list', 'sql.query', (ctx) => ctx.sql.query('select 1', 'x' as never)],
    ['an address that is no text', 'net.fetch', (ctx) => ctx.net.fetch(1 as never)],
    ['a method of its own', 'net.fetch', (ctx) => ctx.net.fetch('https://a.b', { method: 'TRACE' })],
    [
      'a header with a line of its own',
      'net.fetch',
      (ctx) => ctx.net.fetch('https://a.b', { headers: { a: 'b\r\nc: d' } }),
    ],
    ['a header whose name is none', 'net.fetch', (ctx) => ctx.net.fetch('https://a.b', { headers: { 'a b': 'c' } })],
    ['a body that is no text', 'net.fetch', (ctx) => ctx.net.fetch('https://a.b', { body: { a: 1 } as never })],
    ['a secret that is a path', 'secrets.get', (ctx) => ctx.secrets.get('../TOKEN')],
  ]

  it.each(wrong)('(%s) is refused and recorded', async (_what, method, ask) => {
    const permissions = [...storage, 'sql', 'net:https://a.b', 'secrets:TOKEN']
    const world = await grantedWorld({ execute: (_input, ctx) => ask(ctx) }, permissions)
    const report = await world.run()
    expect(report).toMatchObject({ ok: false, error: { message: expect.stringContaining(`${method}: `) as string } })
    expect(world.host.done).toEqual([])
    expect(world.kernel.permissions.audit()).toMatchObject([{ plugin: 'greeter', generation: 1, allowed: false }])
  })
})

describe('a guest that was tampered with', () => {
  it.each(['toString', '__proto__', 'storage.clear', ''])(
    'gets nothing for the method %j, and it is counted',
    async (method) => {
      const world = await grantedWorld(keeps, storage)
      expect(await world.realm(1).ask({ method, params: { key: 'x' } })).toMatchObject({ ok: false })
      expect(world.told('dropped')).toMatchObject([{ what: 'forged messages', count: 1 }])
      expect(world.host.done).toEqual([])
    },
  )

  it('asks in its own name, whatever name it gives', async () => {
    const world = await grantedWorld(keeps, storage)
    const params = { key: 'x', plugin: 'other', owner: 'owner 0 of other', instance: { build: {} } }
    expect(await world.realm(1).ask({ method: 'storage.get', params })).toMatchObject({ ok: true })
    expect(world.host.done).toEqual([{ owner: 'owner 0 of greeter', method: 'storage.get', params: { key: 'x' } }])
  })
})

describe('plugins:call', () => {
  const calls: Program = { execute: (input, ctx) => ctx.plugins.call('other', input) }

  it('lets a plugin call one that it does not declare', async () => {
    const world = await grantedWorld(calls, ['plugins:call'])
    await world.save({ execute: (input) => `other ${String(input)}` }, {}, 'other')
    expect(await world.run(1)).toMatchObject({ output: 'other 1' })
    expect(world.kernel.permissions.audit()).toMatchObject([
      { capability: 'plugins:call', detail: 'other', allowed: true },
    ])
  })

  it('that nobody has granted does not', async () => {
    const world = await grantedWorld(calls, ['plugins:call'], [])
    await world.save({ execute: () => 1 }, {}, 'other')
    expect(await world.run(1)).toMatchObject({ error: { code: 'PERMISSION' } })
  })

  it('is not needed for what is declared', async () => {
    const world = createWorld()
    await world.save({ execute: () => 'declared' }, {}, 'other')
    await world.save(calls, { dependencies: { other: '^1.0.0' } })
    expect(await world.run(1)).toMatchObject({ output: 'declared' })
    await world.kernel.complete()
    expect(world.kernel.permissions.audit()).toEqual([])
  })
})

describe('the audit list', () => {
  it('says when who used what, and tells it as an event', async () => {
    const world = await grantedWorld(keeps, storage, ['storage:write'])
    await world.run('a value')
    const at = world.clock.date()
    const write = { plugin: 'greeter', generation: 1, capability: 'storage:write', detail: 'kept', allowed: true }
    const read = { ...write, capability: 'storage:read', allowed: false }
    expect(world.kernel.permissions.audit()).toEqual([
      { at, ...write },
      { at, ...read },
    ])
    expect(world.told('asked')).toMatchObject([write, read])
  })

  it('holds no values, bodies or queries', async () => {
    const program: Program = {
      async execute(_, ctx) {
        await ctx.storage.set('key', 's3cret')
        await ctx.net.fetch('https://a.b/path?token=s3cret#s3cret', { method: 'post', body: 's3cret' })
        await ctx.sql.query('insert into t values ($1)', ['s3cret'])
        await ctx.sql.query("insert into t values ('a value', 41)")
        const token = await ctx.secrets.get('TOKEN')
        await ctx.storage.set(`of ${token}`, 1)
        await ctx.net.fetch(`https://a.b/bot${token}/send`)
      },
    }
    const world = await grantedWorld(program, ['storage:write', 'net:https://a.b', 'sql', 'secrets:TOKEN'])
    await world.run()
    expect(world.kernel.permissions.audit().map(({ detail }) => detail)).toEqual([
      'key',
      'POST https://a.b/path',
      'insert into t values ($1)',
      'insert into t values (?, ?)',
      'TOKEN',
      'of •••',
      'GET https://a.b/bot•••/send',
    ])
    expect(JSON.stringify(world.told('asked'))).not.toMatch(/s3cret|a value|41/)
  })

  it('has what turned out to need more than was granted twice: as it began, and as it ended', async () => {
    const program: Program = { execute: (_, ctx) => ctx.net.fetch('https://a.b/away') }
    const world = await grantedWorld(program, ['net:https://a.b'])
    expect(await world.run()).toMatchObject({ error: { code: 'PERMISSION' } })
    const use = { capability: 'net:https://a.b', detail: 'GET https://a.b/away' }
    expect(world.kernel.permissions.audit()).toMatchObject([
      { ...use, allowed: true },
      { ...use, allowed: false },
    ])
  })

  it('tells nothing refused of the call of a plugin that is itself refused something', async () => {
    const world = await grantedWorld({ execute: (_, ctx) => ctx.plugins.call('other', 1) }, ['plugins:call'])
    await world.save(keeps, { permissions: storage }, 'other')
    expect(await world.run()).toMatchObject({ error: { code: 'PERMISSION', plugin: 'greeter' } })
    expect(
      world.kernel.permissions.audit().map(({ plugin, capability, allowed }) => [plugin, capability, allowed]),
    ).toEqual([
      ['greeter', 'plugins:call', true],
      ['other', 'storage:write', false],
    ])
  })

  it('is bounded, and no plugin pushes out what was refused', async () => {
    const program: Program = {
      async execute(_, ctx) {
        await ctx.storage.get('refused').catch(() => {})
        for (let n = 0; n < 1_000; n++) await ctx.clock.now()
      },
    }
    const world = await grantedWorld(program, ['clock'])
    await world.run()
    const entries = world.kernel.permissions.audit()
    expect(entries).toHaveLength(501)
    expect(entries[0]).toMatchObject({ capability: 'storage:read', allowed: false })
  })
})
