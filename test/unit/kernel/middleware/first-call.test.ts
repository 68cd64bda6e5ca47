import { expect, it, vi } from 'vitest'
import type { Manifest } from '../../../../src/kernel/manifest-schema'
import { needsNothingAround, plainlyFits } from '../../../../src/kernel/plainly-fits'
import { createWorld } from '../support/world'

// The commands come late here as they do on the page: with the first call that needs them.
vi.mock('../../../../src/kernel/late-commands', async () => {
  const { createCommands } = await import('../../../../src/kernel/commands')
  const fetched = vi.fn(async () => createCommands)
  return { loadCommands: fetched, loadedCommands: () => null }
})

async function fetches(): Promise<number> {
  const { loadCommands } = await import('../../../../src/kernel/late-commands')
  return vi.mocked(loadCommands).mock.calls.length
}

it('the very first call of a plugin is held to its input schema', async () => {
  const world = createWorld()
  await world.save({ execute: (input) => input }, { inputSchema: { type: 'object' } })
  expect(await world.run('a')).toMatchObject({ error: { code: 'INPUT' } })
})

it('the very first output of a plugin is held to its output schema', async () => {
  const world = createWorld()
  await world.save({ execute: () => 1 }, { outputSchema: { type: 'string' } })
  expect(await world.run('a')).toMatchObject({ error: { code: 'OUTPUT' } })
  expect(world.kernel.middleware.metrics('greeter').calls).toBe(1)
})

it('a first call that is plainly in order waits for nothing', async () => {
  const before = await fetches()
  const world = createWorld()
  await world.save(
    { execute: (input) => `Hello, ${String(input)}!` },
    {
      ...{ inputSchema: { type: 'string', minLength: 1 }, outputSchema: { type: 'string' } },
    },
  )
  expect(await world.run('Ada')).toMatchObject({ ok: true, output: 'Hello, Ada!' })
  expect(await fetches()).toBe(before)
  await world.kernel.complete()
  expect(world.kernel.middleware.metrics('greeter')).toMatchObject({ calls: 1, errors: 0 })
})

it('a first call goes through what a person put around it', async () => {
  const world = createWorld({ '*': { names: ['rate-limit'] } })
  await world.save({ execute: (input) => input })
  await world.run('Ada')
  expect(world.told('trace')).toMatchObject([{ steps: [{ middleware: 'rate-limit' }] }])
})

it.each<[unknown, string, boolean]>([
  [undefined, 'anything', true],
  [{ type: 'string' }, '', true],
  [{ type: 'string', minLength: 1 }, '', false],
  [{ type: 'string', minLength: 1 }, 'a', true],
  // One character of two places.
  [{ type: 'string', minLength: 2 }, '😀', false],
  [{ type: 'string', minLength: 2 }, 'abc', true],
  [{ type: 'string', pattern: 'a' }, 'a', false],
  [{ type: 'number' }, 'a', false],
  [true, 'a', false],
])('by %j, %j plainly fits: %s', (schema, value, fits) => {
  expect(plainlyFits(schema as Manifest['inputSchema'], value)).toBe(fits)
})

it('a middleware is not called by itself, before anything else is there', () => {
  expect(needsNothingAround({ kind: 'middleware' } as Manifest, 'a')).toBe(false)
})
