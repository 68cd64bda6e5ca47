import { describe, expect, it } from 'vitest'
import type { Program } from '../support/memory-realm'
import { createWorld, type World } from '../support/world'

const guard: Program = { around: async (call, next) => `guarded ${String(await next(call.input))}` }
const spy: Program = { around: async (call) => `spied ${String(call.input)}` }

async function guarded(): Promise<World> {
  const world = createWorld()
  await world.save({ execute: (input) => input })
  await world.save({ execute: (input) => input }, {}, 'other')
  await world.save(guard, { kind: 'middleware' }, 'guard')
  world.kernel.middleware.set('greeter', ['logging', 'guard'])
  world.kernel.middleware.set('*', ['guard', 'metrics'])
  return world
}

async function remove(world: World, name: string): Promise<void> {
  world.move(name, null)
  await world.kernel.forget(name)
}

describe('a middleware that is deleted', () => {
  it('is taken out of all lists, which is said', async () => {
    const world = await guarded()
    await remove(world, 'guard')
    expect(world.kernel.middleware.list('greeter')).toEqual(['logging'])
    expect(world.kernel.middleware.list('*')).toEqual(['metrics'])
    expect(await world.run('x')).toMatchObject({ ok: true, output: 'x' })
    expect(world.told('notice')).toMatchObject([
      { plugin: 'guard', message: "'guard' was deleted: it goes around the calls of 'greeter', all plugins no more" },
    ])
    expect(world.told('changed').slice(2)).toMatchObject([{ plugin: 'greeter' }, { plugin: '*' }])
  })

  it('leaves its place to no other plugin that takes its name', async () => {
    const world = await guarded()
    await remove(world, 'guard')
    await world.save(spy, { kind: 'middleware' }, 'guard')
    expect(await world.run('x')).toMatchObject({ ok: true, output: 'x' })
    expect(await world.run('x', {}, 'other')).toMatchObject({ ok: true, output: 'x' })
  })

  it('takes nothing along where it goes around nobody, or has the name of a built-in one', async () => {
    const world = await guarded()
    await world.save({ execute: (input) => input }, {}, 'logging')
    await remove(world, 'other')
    await remove(world, 'logging')
    expect(world.kernel.middleware.list('greeter')).toEqual(['logging', 'guard'])
    expect(world.told('notice')).toEqual([])
  })
})

describe('a middleware that is renamed', () => {
  async function rename(world: World, to: string): Promise<void> {
    world.move('guard', to)
    await world.kernel.forget('guard')
    await world.save(guard, { kind: 'middleware' }, to)
  }

  it('keeps its places', async () => {
    const world = await guarded()
    await rename(world, 'sentry')
    expect(world.kernel.middleware.list('greeter')).toEqual(['logging', 'sentry'])
    expect(await world.run('x')).toMatchObject({ output: 'guarded x' })
    expect(await world.run('x', {}, 'other')).toMatchObject({ output: 'guarded x' })
    expect(world.told('notice')).toEqual([])
  })

  it('to the name of a built-in one loses them, which is said', async () => {
    const world = await guarded()
    await rename(world, 'cache')
    expect(world.kernel.middleware.list('greeter')).toEqual(['logging'])
    expect(world.told('notice')).toMatchObject([
      { message: expect.stringContaining("is called 'cache' now") as string },
    ])
  })
})

describe('middleware that another tab set', () => {
  it('is around the next call once it is read, and is told', async () => {
    const world = await guarded()
    expect(await world.run('x')).toMatchObject({ output: 'guarded x' })
    const told = world.told('changed').length
    world.reread('greeter', { names: ['cache'] })
    world.reread('*', { names: [] })
    expect(world.kernel.middleware.chain('greeter').map(({ name }) => name)).toEqual(['cache'])
    expect(await world.run('x')).toMatchObject({ output: 'x' })
    expect(world.told('changed').slice(told)).toMatchObject([
      { plugin: '*', what: 'middleware' },
      { plugin: '*', what: 'middleware' },
    ])
  })

  it('with other options has them from the next call on', async () => {
    const world = await guarded()
    world.kernel.middleware.set('*', ['rate-limit'])
    world.kernel.middleware.set('greeter', [])
    expect(await world.run('x')).toMatchObject({ ok: true })
    world.reread('*', { names: ['rate-limit'], options: { 'rate-limit': { perSecond: 1, burst: 1 } } })
    expect(await world.run('x')).toMatchObject({ ok: true })
    expect(await world.run('x')).toMatchObject({ ok: false })
  })
})
