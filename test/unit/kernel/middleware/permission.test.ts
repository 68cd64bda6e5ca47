import { describe, expect, it } from 'vitest'
import { settle } from '../support/fake-clock'
import type { Program } from '../support/memory-realm'
import { createWorld, forever, pluginName, watch, type World } from '../support/world'

const storage = ['storage:read', 'storage:write']

/** Reads, and only then writes: what lacks the second has done the first. */
const readsAndWrites: Program = {
  async execute(input, ctx) {
    const before = await ctx.storage.get('kept')
    await ctx.storage.set('kept', input)
    return before ?? null
  },
}

async function guarded(granted: readonly string[], program = readsAndWrites, permissions = storage): Promise<World> {
  const world = createWorld()
  await world.save(program, { permissions })
  await world.kernel.complete()
  for (const capability of granted) await world.kernel.permissions.grant(pluginName, capability)
  world.kernel.middleware.set(pluginName, ['permission'])
  return world
}

const executed = (world: World, generation = 1) => world.realm(generation).requests.includes('execute')

describe('permission', () => {
  it('lets a call through that has all that the manifest asks for', async () => {
    const world = await guarded(storage)
    expect(await world.run('a')).toMatchObject({ ok: true, output: null })
    expect(world.kernel.permissions.audit().every(({ allowed }) => allowed)).toBe(true)
  })

  it('refuses one that lacks a part of it before anything was done, and says how to grant it', async () => {
    const world = await guarded(['storage:read'])
    expect(await world.run('a')).toMatchObject({
      ok: false,
      call: null,
      error: {
        ...{ code: 'PERMISSION', phase: 'execute', plugin: 'greeter', version: '1.0.0', generation: 1 },
        message: "'greeter' lacks storage:write, and no call of it begins without",
        hint: expect.stringContaining("hotplug.permissions.grant('greeter', 'storage:write')") as string,
      },
    })
    expect(executed(world)).toBe(false)
    expect(world.host.done).toEqual([])
  })

  it('records a refusal of each thing that is lacking', async () => {
    const world = await guarded([])
    await world.run('a')
    const entry = { plugin: 'greeter', generation: 1, detail: 'before a call', allowed: false }
    expect(world.kernel.permissions.audit()).toMatchObject(storage.map((capability) => ({ ...entry, capability })))
    expect(world.told('asked')).toMatchObject(storage.map((capability) => ({ capability, allowed: false })))
  })

  it('refuses at once what was denied, and lets through what was granted since', async () => {
    const world = await guarded(storage)
    await world.kernel.permissions.revoke(pluginName, 'storage:read')
    expect(await world.run('a')).toMatchObject({ error: { code: 'PERMISSION' } })
    await world.kernel.permissions.grant(pluginName, 'storage:read', 'always')
    expect(await world.run('a')).toMatchObject({ ok: true })
  })

  it('leaves a grant for once to the call that uses it', async () => {
    const world = await guarded([], { execute: (input, ctx) => (input === 'use' ? ctx.clock.now() : 'unused') }, [
      'clock',
    ])
    await world.kernel.permissions.grant(pluginName, 'clock', 'once')
    expect(await world.run('do not')).toMatchObject({ output: 'unused' })
    expect(await world.run('use')).toMatchObject({ output: 1_000 })
    expect(await world.run('use')).toMatchObject({ call: null, error: { code: 'PERMISSION' } })
  })

  it('lets a plugin go without what a person calls optional, whatever way it is written', async () => {
    const program: Program = {
      execute: (_, ctx) =>
        ctx.net.fetch('https://a.b/').then(
          () => 'online',
          () => 'offline',
        ),
    }
    const world = await guarded([], program, ['net:https://a.b:443'])
    expect(await world.run()).toMatchObject({ error: { code: 'PERMISSION' } })
    world.kernel.middleware.setOptions(pluginName, 'permission', { optional: ['net:https://a.b'] })
    expect(await world.run()).toMatchObject({ output: 'offline' })
  })

  it('holds for the generation that takes the call, which may ask for more', async () => {
    const world = await guarded([], { execute: forever }, [])
    await world.save({ execute: forever }, { limits: { concurrency: 1 } })
    world.startRun('inside')
    const call = world.startRun('waits')
    await settle()
    await world.save(readsAndWrites, { permissions: ['storage:read'] })
    expect(call.value).toMatchObject({ call: null, error: { code: 'PERMISSION', generation: 3 } })
    expect(executed(world, 3)).toBe(false)
  })

  it('holds for a call that waits while the grant is taken back', async () => {
    let finish = () => {}
    const program: Program = { execute: () => new Promise<void>((resolve) => (finish = resolve)) }
    const world = await guarded([], program, [])
    await world.save(program, { limits: { concurrency: 1 }, permissions: ['clock'] })
    await world.kernel.permissions.grant(pluginName, 'clock')
    world.startRun('inside')
    const call = world.startRun('waits')
    await settle()
    await world.kernel.permissions.revoke(pluginName, 'clock')
    finish()
    await settle()
    expect(call.value).toMatchObject({ call: null, error: { code: 'PERMISSION' } })
  })

  it('wakes a plugin that its first call brings up, and holds for it', async () => {
    const world = createWorld()
    const source = world.source(readsAndWrites, { activation: 'call', permissions: storage })
    await world.kernel.load(source)
    await world.kernel.complete()
    world.kernel.middleware.set(pluginName, ['permission'])
    expect(await world.run('a')).toMatchObject({ call: null, error: { code: 'PERMISSION', generation: 1 } })
    expect(executed(world)).toBe(false)
  })

  it('is not around a plugin unless somebody puts it there', async () => {
    const world = createWorld()
    await world.save(readsAndWrites, { permissions: storage })
    expect(await world.run('a')).toMatchObject({
      error: { message: expect.stringContaining('uses storage:read') as string },
    })
    expect(executed(world)).toBe(true)
  })
})

describe('permission around the items of a stream', () => {
  const echo: Program = { execute: (input) => input }
  const items = Array.from({ length: 200 }, (_, n) => n)

  function stream(world: World, input: Iterable<unknown> = items) {
    return watch(world.kernel.runPipeline([{ plugin: pluginName }], input, { stream: true }))
  }

  it('lets them go in batches', async () => {
    const world = await guarded(['clock'], echo, ['clock'])
    const run = stream(world)
    await settle()
    expect(run.value).toMatchObject({ ok: true, output: items })
    expect(executed(world)).toBe(false)
  })

  it('refuses them as it does each by itself, once for all of them', async () => {
    const together = await guarded([], echo, ['clock'])
    const alone = await guarded([], echo, ['clock'])
    alone.kernel.middleware.set(pluginName, ['circuit-breaker', 'permission'])
    const runs = [together, alone].map((world) => stream(world))
    await settle()
    const [one, other] = runs.map(({ value }) => ({ ...value, durationMs: 0, steps: [] }))
    expect(one).toMatchObject({
      ok: false,
      step: 0,
      error: { code: 'PERMISSION', message: "'greeter' lacks clock, and no call of it begins without" },
    })
    expect(one).toEqual(other)
    expect(together.kernel.permissions.audit()).toMatchObject([{ capability: 'clock', allowed: false }])
  })

  it('holds for a batch that waits while the grant is taken back', async () => {
    let finish = () => {}
    const program: Program = {
      execute: (input) => (input === 'inside' ? new Promise<void>((resolve) => (finish = resolve)) : input),
    }
    const world = await guarded([], program, [])
    await world.save(program, { limits: { concurrency: 1 }, permissions: ['clock'] })
    await world.kernel.permissions.grant(pluginName, 'clock')
    function* taken() {
      yield 'first'
      world.startRun('inside')
      yield 'second'
    }
    const run = stream(world, taken())
    await settle()
    await world.kernel.permissions.revoke(pluginName, 'clock')
    finish()
    await settle()
    expect(run.value).toMatchObject({ ok: false, error: { code: 'PERMISSION', generation: 2 } })
  })
})
