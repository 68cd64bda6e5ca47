import { describe, expect, it } from 'vitest'
import type { Middleware } from '../../../../src/sdk'
import type { Program } from '../support/memory-realm'
import { createWorld, type World } from '../support/world'

/** Takes its time. */
const titlecase = (world: World): Program => ({
  async execute(input) {
    await new Promise<void>((resolve) => world.clock.after(20, resolve))
    return `Title: ${String(input)}`
  },
})

const greeter: Program = { execute: (input, { plugins }) => plugins.call('titlecase', input) }

const pass: Middleware = { around: (call, next) => next(call.input) }

const counting = (): Middleware => {
  let calls = 0
  return {
    around(call, next) {
      calls++
      return next(call.input)
    },
    healthCheck: () => ({ status: 'ok', detail: String(calls) }),
    snapshot: () => calls,
    restore: (state) => void (calls = state as number),
  }
}

/** The same middleware around a plugin and around the one that it calls. */
async function nested(guard: Middleware, limits: object = {}): Promise<World> {
  const world = createWorld()
  await world.save(titlecase(world), { limits: { concurrency: 64 } }, 'titlecase')
  await world.save(greeter, { dependencies: { titlecase: '*' }, limits: { concurrency: 64 } })
  await world.save(guard, { kind: 'middleware', limits }, 'guard')
  world.kernel.middleware.set('*', ['guard'])
  return world
}

function startCalls(world: World, count: number) {
  return Array.from({ length: count }, (_, index) => world.startRun(index))
}

describe('a middleware around a plugin and around the one that it calls', () => {
  it('lets more calls through at once than it has places', async () => {
    const world = await nested(pass)
    const calls = startCalls(world, 60)
    await world.clock.advance(200)
    expect(calls.map(({ value }) => value)).toMatchObject(
      calls.map((_, index) => ({ ok: true, output: `Title: ${index}` })),
    )
  })

  it('goes around one call after the other where it has one place, and not around itself', async () => {
    let inside = 0
    let most = 0
    const world = await nested(
      {
        async around(call, next) {
          if (call.plugin === 'titlecase') return next(call.input)
          most = Math.max(most, ++inside)
          try {
            return await next(call.input)
          } finally {
            inside--
          }
        },
      },
      { concurrency: 1 },
    )
    const calls = startCalls(world, 5)
    await world.clock.advance(200)
    expect(calls.map(({ value }) => value?.ok)).toEqual([true, true, true, true, true])
    expect(most).toBe(1)
  })

  it('hands its state on while calls are inside, which end where they began', async () => {
    const world = await nested(counting())
    const calls = startCalls(world, 60)
    await world.clock.advance(5)
    const save = world.startSave(counting(), { kind: 'middleware' }, 'guard')
    calls.push(...startCalls(world, 40))
    await world.clock.advance(1_000)
    expect(save.value).toMatchObject({ ok: true, generation: 2 })
    expect(calls.filter(({ value }) => value?.ok !== true)).toEqual([])
    // Two for each call: around the greeter, and around what that calls.
    expect(await world.kernel.health('guard')).toMatchObject({ detail: '200' })
  })
})

describe('a plugin that is called back by one that it calls', () => {
  it('ends there before its state is taken', async () => {
    const world = createWorld()
    const self = (): Program => {
      let calls = 0
      return {
        async execute(input, { plugins }) {
          calls++
          if (input === 'inner') return 'inner'
          await new Promise<void>((resolve) => world.clock.after(20, resolve))
          return plugins.call('relay', null)
        },
        snapshot: () => calls,
        restore: (state) => void (calls = state as number),
        healthCheck: () => ({ status: 'ok', detail: String(calls) }),
      }
    }
    const permissions = ['plugins:call']
    await world.save({ execute: (_input, { plugins }) => plugins.call('greeter', 'inner') }, { permissions }, 'relay')
    await world.save(self(), { permissions })
    for (const name of ['greeter', 'relay']) await world.kernel.permissions.grant(name, 'plugins:call')
    const call = world.startRun('outer')
    await world.clock.advance(5)
    const save = world.startSave(self(), { permissions })
    await world.clock.advance(100)
    expect(call.value).toMatchObject({ ok: true, output: 'inner', generation: 1 })
    expect(save.value).toMatchObject({ ok: true, generation: 2 })
    expect(await world.kernel.health('greeter')).toMatchObject({ detail: '2' })
  })
})
