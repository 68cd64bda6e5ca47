import { describe, expect, it } from 'vitest'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, forever, watch, type World } from './support/world'

const says = (text: string): Program => ({ execute: () => text })

/** Answers with what the plugin that it needs answers. */
const asks = (plugin: string): Program => ({ execute: (input, ctx) => ctx.plugins.call(plugin, input) })

const needs = (dependencies: object, version = '1.0.0') => ({ version, dependencies })

/** titlecase 1.2.0, greeter that asks it, and letter that asks greeter. */
async function chain(): Promise<World> {
  const world = createWorld()
  await world.save(says('TITLE'), { version: '1.2.0' }, 'titlecase')
  await world.save(asks('titlecase'), needs({ titlecase: '^1.0.0' }), 'greeter')
  await world.save(asks('greeter'), needs({ greeter: '^1.0.0' }), 'letter')
  return world
}

const statesOf = (world: World) => Object.fromEntries(world.kernel.status().map(({ name, state }) => [name, state]))

describe('a plugin whose dependency is missing', () => {
  it('is blocked, and says what it needs', async () => {
    const world = createWorld()
    const report = await world.save(asks('titlecase'), needs({ titlecase: '^1.0.0' }))
    expect(report).toMatchObject({
      ok: false,
      error: {
        code: 'DEPENDENCY_MISSING',
        message: "'greeter' needs titlecase ^1.0.0, and there is no plugin 'titlecase'",
      },
    })
    expect(world.status()).toMatchObject({ state: 'blocked', generation: null, version: '1.0.0' })
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'DEPENDENCY_MISSING' } })
    expect(world.sandbox.alive).toEqual([])
  })

  it('comes up by itself when it arrives', async () => {
    const world = createWorld()
    await world.save(asks('titlecase'), needs({ titlecase: '^1.0.0' }))
    await world.save(says('TITLE'), {}, 'titlecase')
    expect(world.status()).toMatchObject({ state: 'active', generation: 1, lastError: null })
    expect(await world.run()).toMatchObject({ ok: true, output: 'TITLE' })
    const states = world.told('state').filter(({ plugin }) => plugin === 'greeter')
    expect(states.map(({ to }) => to)).toEqual([...['blocked', 'compiling', 'loading', 'initialising', 'active']])
  })

  it.each(['letter greeter titlecase', 'greeter letter titlecase', 'letter titlecase greeter'])(
    'comes up in whatever order they arrive: %s',
    async (order) => {
      const world = createWorld()
      const saves: Readonly<Record<string, () => Promise<unknown>>> = {
        titlecase: () => world.save(says('TITLE'), {}, 'titlecase'),
        greeter: () => world.save(asks('titlecase'), needs({ titlecase: '^1.0.0' }), 'greeter'),
        letter: () => world.save(asks('greeter'), needs({ greeter: '^1.0.0', titlecase: '*' }), 'letter'),
      }
      for (const name of order.split(' ')) await saves[name]?.()
      await settle()
      expect(statesOf(world)).toEqual({ titlecase: 'active', greeter: 'active', letter: 'active' })
      expect(await world.run(null, {}, 'letter')).toMatchObject({ output: 'TITLE' })
    },
  )

  it('stays blocked while what arrives does not fit, and is told what there is', async () => {
    const world = createWorld()
    await world.save(says('TITLE'), { version: '2.0.0' }, 'titlecase')
    const report = await world.save(asks('titlecase'), needs({ titlecase: '^1.0.0' }))
    expect(report).toMatchObject({
      error: { message: "'greeter' needs titlecase ^1.0.0, and there is 2.0.0" },
    })
    await world.save(says('TITLE'), { version: '2.1.0' }, 'titlecase')
    expect(world.status().state).toBe('blocked')
  })

  it('leaves the version before it serving', async () => {
    const world = createWorld()
    await world.save(says('old'))
    expect(await world.save(asks('titlecase'), needs({ titlecase: '*' }))).toMatchObject({ ok: false, serving: 1 })
    expect(await world.run()).toMatchObject({ output: 'old' })
    await world.save(says('TITLE'), {}, 'titlecase')
    expect(await world.run()).toMatchObject({ output: 'TITLE', generation: 2 })
  })

  it('waits no more once a newer save has come, however slow the one before was read', async () => {
    for (let ticks = 0; ticks < 12; ticks++) {
      const world = createWorld()
      world.startSave(asks('titlecase'), needs({ titlecase: '*' }))
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      await world.save(says('newer'))
      await world.save(says('TITLE'), {}, 'titlecase')
      expect(await world.run()).toMatchObject({ output: 'newer' })
    }
  })

  it('is found out at the commit, too: the dependency may have gone meanwhile', async () => {
    const world = createWorld()
    let finish: () => void = () => {}
    await world.save(says('TITLE'), {}, 'titlecase')
    const init = () => new Promise<void>((resolve) => (finish = resolve))
    const saving = world.startSave({ execute: () => 1, init }, needs({ titlecase: '*' }))
    await settle()
    await world.kernel.unload('titlecase')
    finish()
    await settle()
    expect(saving.value).toMatchObject({ ok: false, error: { code: 'DEPENDENCY_MISSING' } })
    expect(world.status().state).toBe('blocked')
    expect(world.sandbox.alive).toEqual([])
    world.startSave(says('TITLE'), {}, 'titlecase')
    await settle()
    finish()
    await settle()
    expect(world.status().state).toBe('active')
  })
})

describe('a circle of dependencies', () => {
  it('is refused with its path, and all who are in it are told', async () => {
    const world = createWorld()
    await world.save(asks('letter'), needs({ letter: '*' }), 'greeter')
    const report = await world.save(asks('greeter'), needs({ greeter: '*' }, '2.0.0'), 'letter')
    const message = 'The dependencies go round in a circle: letter 2.0.0 → greeter 1.0.0 → letter 2.0.0'
    expect(report).toMatchObject({ ok: false, error: { code: 'DEPENDENCY_CYCLE', plugin: 'letter', message } })
    expect(world.told('error')).toMatchObject([{ error: { code: 'DEPENDENCY_CYCLE', plugin: 'greeter', message } }])
    expect(world.status('greeter').lastError).toMatchObject({ code: 'DEPENDENCY_CYCLE' })
    expect(await world.run(null, {}, 'greeter')).toMatchObject({ error: { code: 'DEPENDENCY_CYCLE' } })
    expect(await world.run(null, {}, 'letter')).toMatchObject({ error: { code: 'DEPENDENCY_CYCLE' } })
  })

  it.each(['greeter', 'letter'])('is opened again by a save of %s without its dependency', async (name) => {
    const world = createWorld()
    await world.save(asks('letter'), needs({ letter: '*' }), 'greeter')
    await world.save(asks('greeter'), needs({ greeter: '*' }), 'letter')
    await world.save(says('open'), {}, name)
    expect(statesOf(world)).toEqual({ greeter: 'active', letter: 'active' })
    expect(await world.run(null, {}, 'greeter')).toMatchObject({ output: 'open' })
    expect(await world.run(null, {}, 'letter')).toMatchObject({ output: 'open' })
  })

  it('of three is found, whoever comes last', async () => {
    const world = createWorld()
    await world.save(asks('b'), needs({ b: '*' }), 'a')
    await world.save(asks('c'), needs({ c: '*' }), 'b')
    const report = await world.save(asks('a'), needs({ a: '*' }), 'c')
    expect(report).toMatchObject({
      error: { message: expect.stringContaining('c 1.0.0 → a 1.0.0 → b 1.0.0 → c 1.0.0') },
    })
    expect(world.told('error').map(({ error }) => error.plugin)).toEqual(['a', 'b'])
  })

  it('is found where both came up without it', async () => {
    const world = createWorld()
    await world.save(says('a'), {}, 'a')
    await world.save(asks('a'), needs({ a: '*' }), 'b')
    expect(await world.save(asks('b'), needs({ b: '*' }), 'a')).toMatchObject({
      ok: false,
      serving: 1,
      error: { code: 'DEPENDENCY_CYCLE' },
    })
    expect(await world.run(null, {}, 'b')).toMatchObject({ output: 'a' })
  })

  it('is found where both are saved at the same time', async () => {
    const world = createWorld()
    await world.save(says('a'), {}, 'a')
    await world.save(says('b'), {}, 'b')
    const resume = world.compiler.pause()
    const saves = [
      world.startSave(asks('b'), needs({ b: '*' }), 'a'),
      world.startSave(asks('a'), needs({ a: '*' }), 'b'),
    ]
    await settle()
    resume()
    await settle()
    expect(saves.map(({ value }) => value?.ok)).toEqual([true, false])
    expect(saves[1]?.value).toMatchObject({ error: { code: 'DEPENDENCY_CYCLE' } })
    expect(await world.run(null, {}, 'a')).toMatchObject({ output: 'b' })
  })

  it('of one is a plugin that needs itself', async () => {
    const world = createWorld()
    const report = await world.save(asks('greeter'), needs({ greeter: '^1.0.0' }))
    expect(report).toMatchObject({
      error: { code: 'DEPENDENCY_CYCLE', message: expect.stringContaining('greeter 1.0.0 → greeter 1.0.0') },
    })
  })
})

describe('a plugin in two versions', () => {
  /** a 2.0.0 → b → a 1.0.0 */
  async function thereAndBack(): Promise<World> {
    const world = createWorld()
    await world.save(says('the old a'), { version: '1.0.0' }, 'a')
    await world.save(asks('a'), needs({ a: '^1.0.0' }), 'b')
    await world.save(asks('b'), needs({ b: '*' }, '2.0.0'), 'a')
    return world
  }

  it('may need another that needs its older version', async () => {
    const world = await thereAndBack()
    expect(world.versions('a')).toEqual(['1.0.0', '2.0.0'])
    expect(await world.run(null, {}, 'a')).toMatchObject({ ok: true, output: 'the old a', version: '2.0.0' })
  })

  it('may need its own older version', async () => {
    const world = createWorld()
    await world.save(says('old'), { version: '1.0.0' })
    await world.save(asks('greeter'), needs({ greeter: '^1.0.0' }, '2.0.0'))
    expect(world.versions()).toEqual(['1.0.0', '2.0.0'])
    expect(await world.run()).toMatchObject({ output: 'old', version: '2.0.0' })
  })

  it('loses only the version that needs what is unloaded, and that comes back', async () => {
    const world = await thereAndBack()
    const unloading = watch(world.kernel.unload('b'))
    await settle()
    expect(unloading.value).toMatchObject({ unloaded: true, version: '1.0.0' })
    expect(world.versions('a')).toEqual(['1.0.0'])
    expect(await world.run(null, {}, 'a')).toMatchObject({ output: 'the old a', version: '1.0.0' })
    await world.save(asks('a'), needs({ a: '^1.0.0' }), 'b')
    expect(world.versions('a')).toEqual(['1.0.0', '2.0.0'])
    expect(await world.run(null, {}, 'a')).toMatchObject({ output: 'the old a', version: '2.0.0' })
  })

  it('is unloaded with all who need one of them', async () => {
    const world = await thereAndBack()
    const unloading = watch(world.kernel.unload('a'))
    await settle()
    expect(unloading.value).toMatchObject({ unloaded: true })
    expect(statesOf(world)).toEqual({ a: 'stopped', b: 'blocked' })
    expect(world.sandbox.alive).toEqual([])
  })

  it('keeps the newer one where only the pinned older one needed what is unloaded', async () => {
    const world = createWorld()
    await world.save(says('TITLE'), {}, 'titlecase')
    await world.save(asks('titlecase'), needs({ titlecase: '*' }, '1.0.0'))
    world.kernel.pin('greeter', '1.0.0')
    await world.save(says('alone'), { version: '2.0.0' })
    await world.kernel.unload('titlecase')
    expect(world.versions()).toEqual(['2.0.0'])
    expect(await world.run()).toMatchObject({ ok: true, output: 'alone' })
  })
})

describe('an unload', () => {
  it('takes those that depend on it out first, the last of the chain before the others', async () => {
    const world = await chain()
    await world.kernel.unload('titlecase')
    expect(world.told('unloaded').map(({ receipt }) => receipt.plugin)).toEqual(['letter', 'greeter', 'titlecase'])
    expect(statesOf(world)).toEqual({ titlecase: 'stopped', greeter: 'blocked', letter: 'blocked' })
    expect(world.status('greeter').lastError).toMatchObject({
      code: 'DEPENDENCY_MISSING',
      message: "'greeter' needs titlecase ^1.0.0, which was unloaded",
    })
    expect(world.sandbox.alive).toEqual([])
  })

  it('is undone by a save: they all come back', async () => {
    const world = await chain()
    await world.kernel.unload('titlecase')
    await world.save(says('BACK'), { version: '1.3.0' }, 'titlecase')
    expect(statesOf(world)).toEqual({ titlecase: 'active', greeter: 'active', letter: 'active' })
    expect(await world.run(null, {}, 'letter')).toMatchObject({ output: 'BACK' })
  })

  it('is overtaken by a save that comes while they drain', async () => {
    const world = createWorld()
    await world.save(says('TITLE'), {}, 'titlecase')
    await world.save({ execute: forever }, needs({ titlecase: '*' }))
    world.startRun()
    await settle()
    const unloading = watch(world.kernel.unload('titlecase'))
    await settle()
    const saving = world.startSave(says('NEWER'), {}, 'titlecase')
    await world.clock.advance(60_000)
    expect(unloading.value).toMatchObject({ unloaded: false })
    expect(saving.value).toMatchObject({ ok: true })
    expect(statesOf(world)).toEqual({ titlecase: 'active', greeter: 'active' })
  })

  it('gives those who wait for a blocked plugin the reason', async () => {
    const world = createWorld()
    await world.save(says('TITLE'), {}, 'titlecase')
    await world.save({ execute: forever }, { ...needs({ titlecase: '*' }), limits: { concurrency: 1, drainMs: 100 } })
    const calls = [world.startRun(), world.startRun()]
    await settle()
    void world.kernel.unload('titlecase')
    await world.clock.advance(100)
    expect(calls.map(({ value }) => value)).toMatchObject([
      { error: { code: 'CANCELLED' } },
      { error: { code: 'DEPENDENCY_MISSING' } },
    ])
  })
})

describe('a dependency that is swapped while it is called', () => {
  it('ends the call in flight on the old one; the next goes to the new one', async () => {
    const world = createWorld()
    const open: (() => void)[] = []
    const slow: Program = { execute: () => new Promise<string>((resolve) => open.push(() => resolve('old'))) }
    await world.save(slow, {}, 'titlecase')
    await world.save(asks('titlecase'), needs({ titlecase: '*' }))
    const first = world.startRun()
    await settle()
    await world.save(says('new'), {}, 'titlecase')
    const second = world.startRun()
    await settle()
    expect(second.value).toMatchObject({ ok: true, output: 'new' })
    expect(first.value).toBeNull()
    open[0]?.()
    await settle()
    expect(first.value).toMatchObject({ ok: true, output: 'old' })
    expect(world.sandbox.alive).toHaveLength(2)
  })
})

describe('a dependency that is', () => {
  it('quarantined refuses the calls of its dependents, and is told to those who want to come up', async () => {
    const world = await chain()
    await world.clock.advance(60_000)
    for (let crashes = 0; crashes < 3; crashes++) {
      world.realm(1, 'titlecase').die()
      await world.clock.advance(1_000)
    }
    expect(await world.run(null, {}, 'greeter')).toMatchObject({
      ok: false,
      error: { code: 'EXECUTE', plugin: 'greeter', message: expect.stringContaining("'titlecase' failed: ") },
    })
    expect(await world.save(asks('titlecase'), needs({ titlecase: '*' }), 'other')).toMatchObject({
      error: { message: "'other' needs titlecase *, and 'titlecase' is quarantined" },
    })
    await world.kernel.reset('titlecase')
    await settle()
    expect(await world.run(null, {}, 'greeter')).toMatchObject({ output: 'TITLE' })
    expect(world.status('other').state).toBe('active')
  })

  it('disabled blocks its dependents until it is enabled', async () => {
    const world = await chain()
    await world.kernel.disable('titlecase')
    expect(statesOf(world)).toEqual({ titlecase: 'disabled', greeter: 'blocked', letter: 'blocked' })
    const report = await world.save(asks('titlecase'), needs({ titlecase: '^1.0.0' }))
    expect(report).toMatchObject({
      error: { message: "'greeter' needs titlecase ^1.0.0, and 'titlecase' is disabled" },
    })
    await world.kernel.enable('titlecase')
    await settle()
    expect(statesOf(world)).toEqual({ titlecase: 'active', greeter: 'active', letter: 'active' })
  })

  it('dormant comes up at the first call', async () => {
    const world = createWorld()
    await world.kernel.load(world.source(says('TITLE'), { activation: 'call' }, 'titlecase'))
    await world.save(asks('titlecase'), needs({ titlecase: '^1.0.0' }))
    expect(statesOf(world)).toEqual({ titlecase: 'stopped', greeter: 'active' })
    expect(await world.run()).toMatchObject({ ok: true, output: 'TITLE' })
    expect(world.status('titlecase').state).toBe('active')
  })

  it('loaded as dormant after its dependent lets that one come up', async () => {
    const world = createWorld()
    await world.save(asks('titlecase'), needs({ titlecase: '^1.0.0' }))
    await world.kernel.load(world.source(says('TITLE'), { activation: 'call' }, 'titlecase'))
    await settle()
    expect(statesOf(world)).toEqual({ titlecase: 'stopped', greeter: 'active' })
  })
})

describe('the graph', () => {
  it('says who depends on whom, and what serves it', async () => {
    const world = await chain()
    await world.save(asks('nobody'), needs({ nobody: '*' }), 'lonely')
    expect(world.kernel.dependencies()).toEqual([
      { plugin: 'greeter', dependsOn: 'titlecase', range: '^1.0.0', satisfiedBy: '1.2.0' },
      { plugin: 'letter', dependsOn: 'greeter', range: '^1.0.0', satisfiedBy: '1.0.0' },
      { plugin: 'lonely', dependsOn: 'nobody', range: '*', satisfiedBy: null },
    ])
  })
})
