import { createTestContext } from 'hotplug/testing'
import { expect, it } from 'vitest'
import createHandle from './index'

const ctx = createTestContext({})
const origin = { version: '1.0.0', generation: 1 }

function make() {
  const handle = createHandle(ctx)
  return { handle, ask: (method: string, path: string, body?: unknown) => handle.execute({ method, path, body }, ctx) }
}

it('answers by method and path', () => {
  const { handle, ask } = make()
  expect(handle.execute({ method: 'GET', path: '/', user: 'Ada' }, ctx)).toEqual({ status: 200, body: 'Welcome, Ada!' })
  expect(ask('get', '/people/grace')).toEqual({ status: 200, body: { id: 'grace', name: 'Grace Hopper' } })
})

it('keeps what is put, and says whether it is new', () => {
  const { ask } = make()
  expect(ask('PUT', '/people/hedy', { name: 'Hedy Lamarr' })).toMatchObject({ status: 201 })
  expect(ask('PUT', '/people/hedy', { name: 'Hedy' })).toMatchObject({ status: 200 })
  expect(ask('GET', '/people')).toMatchObject({ body: [{ id: 'ada' }, { id: 'grace' }, { id: 'hedy', name: 'Hedy' }] })
})

it.each<[string, string, unknown, number, RegExp]>([
  ['GET', '/nowhere', undefined, 404, /nothing at \/nowhere/],
  ['GET', '/people/', undefined, 404, /nothing at/],
  ['GET', '/people/ada/more', undefined, 404, /nothing at/],
  ['GET', '/people/nobody', undefined, 404, /nobody called nobody/],
  ['DELETE', '/people/ada', undefined, 405, /takes GET, PUT/],
  ['PUT', '/people/ada', null, 400, /The body must be/],
  ['PUT', '/people/ada', { name: 5 }, 400, /The body must be/],
])('says what is wrong with %s %s and the body %j', (method, path, body, status, error) => {
  expect(make().ask(method, path, body)).toEqual({ status, body: { error: expect.stringMatching(error) } })
})

it('hands its people to the next generation', async () => {
  const before = make()
  await before.ask('PUT', '/people/hedy', { name: 'Hedy Lamarr' })
  const after = make()
  await after.handle.restore?.(structuredClone(await before.handle.snapshot?.()), origin)
  expect(after.ask('GET', '/people/hedy')).toMatchObject({ status: 200 })
})

it.each([{}, new Map([['ada', 1]])])('refuses a state that is none of its own: %j', (state) => {
  expect(() => make().handle.restore?.(state, origin)).toThrow(TypeError)
})
