import { expect, test } from 'vitest'
import { loopFault } from '../../../src/kernel/loop-fault'
import { settle } from './support/fake-clock'
import { createWorld, forever, pluginName } from './support/world'

const loopAt = (place: string) => () => {
  throw new Error(loopFault + place)
}

test('a call that hangs in a loop is answered at its deadline, and its place is told when it is found', async () => {
  const world = createWorld()
  const limits = { limits: { executeMs: 100 } }
  const source = world.source({ execute: () => forever() }, limits, pluginName, { execute: loopAt('7:3') })
  await world.kernel.save(source)
  const call = world.startRun('Ada')
  await world.clock.advance(100)
  expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT' }, durationMs: 100 })
  expect(call.value).not.toHaveProperty('error.line')
  await world.clock.advance(300)
  expect(world.told('error').map(({ error }) => error)).toContainEqual(
    expect.objectContaining({ code: 'TIMEOUT', file: 'index.ts', line: 7, column: 3 }),
  )
})

test.each(['load', 'init'] as const)(
  'a candidate that hangs in %s is refused with the place of its loop',
  async (where) => {
    const world = createWorld()
    const hang = where === 'load' ? () => forever() : { init: () => forever(), execute: () => 0 }
    const guarded = where === 'load' ? loopAt('4:1') : { init: loopAt('4:1'), execute: () => 0 }
    const save = world.kernel.save(world.source(hang, { limits: { loadMs: 100, initMs: 100 } }, pluginName, guarded))
    await world.clock.advance(2_000)
    expect(await save).toMatchObject({ ok: false, error: { code: where.toUpperCase(), line: 4, column: 1 } })
  },
)

test('a hang without a loop is refused without a place, soon after its deadline, and leaves no realm', async () => {
  const world = createWorld()
  const hang = { init: () => forever(), execute: () => 0 }
  const save = world.kernel.save(world.source(hang, { limits: { initMs: 100 } }, pluginName, hang))
  await world.clock.advance(100 + 1_500)
  const report = await save
  expect(report).toMatchObject({ ok: false, error: { code: 'INIT' } })
  expect(report).not.toHaveProperty('error.line')
  await settle()
  expect(world.sandbox.alive).toHaveLength(0)
})

test('a save whose compile gave way to a keystroke compiles once more', async () => {
  const world = createWorld()
  world.compiler.supersedeNext()
  expect(await world.save({ execute: () => 'served' })).toMatchObject({ ok: true, generation: 1 })
})
