import { expect, it } from 'vitest'
import { pause } from '../../../src/kernel/pause'
import { createFakeClock } from './support/fake-clock'
import { watch } from './support/world'

it('takes as long as it was told', async () => {
  const clock = createFakeClock()
  const waiting = watch(pause(clock, 100).then(() => 'over'))
  await clock.advance(99)
  expect(waiting.value).toBeNull()
  await clock.advance(1)
  expect(waiting.value).toBe('over')
})

it('ends with its signal, and leaves no timer behind', async () => {
  const clock = createFakeClock()
  const controller = new AbortController()
  const waiting = pause(clock, 100, controller.signal)
  controller.abort()
  await waiting
  await pause(clock, 100, controller.signal)
  expect(clock.timers).toBe(0)
})
