import { expect, it } from 'vitest'
import { createWorld } from '../support/world'

it('a middleware that is disabled may stay where it stands while the others are put in order', async () => {
  const world = createWorld()
  await world.save({ execute: (input) => input })
  await world.save({ around: (call, next) => next(call.input) }, { kind: 'middleware' }, 'guard')
  const { middleware, disable } = world.kernel
  middleware.set('greeter', ['guard'])
  await disable('guard')
  middleware.set('greeter', ['cache', 'guard'])
  expect(middleware.list('greeter')).toEqual(['cache', 'guard'])
  expect(() => middleware.set('*', ['guard'])).toThrow("'guard' is no middleware that is loaded")
  middleware.set('greeter', ['cache'])
  expect(() => middleware.set('greeter', ['cache', 'guard'])).toThrow("'guard' is no middleware that is loaded")
})
