import { describe, expect, it } from 'vitest'
import { settle } from './support/fake-clock'
import { createWorld, forever, pluginName, type World } from './support/world'

/** What is counted of one version. */
function statsOf(world: World, version: string) {
  const status = world.kernel.status().find((one) => one.name === pluginName && one.version === version)
  return status?.stats
}

async function twoVersions(limits: object = {}): Promise<World> {
  const world = createWorld()
  const fails = () => {
    throw new Error('not today')
  }
  await world.save({ execute: (input) => (input === 'wait' ? forever() : 'one') }, { limits })
  world.kernel.pin(pluginName, '1.0.0')
  await world.save({ execute: (input) => (input === 'fail' ? fails() : 'two') }, { version: '2.0.0' })
  return world
}

describe('what is counted', () => {
  it('belongs to the version that had the call', async () => {
    const world = await twoVersions()
    await world.run('a', { version: '^1.0.0' })
    await world.run('b')
    await world.run('fail')
    expect(statsOf(world, '1.0.0')).toMatchObject({ calls: 1, errors: 0 })
    expect(statsOf(world, '2.0.0')).toMatchObject({ calls: 2, errors: 1 })
  })

  it('goes on in the next generation of the version, and begins anew for a new version', async () => {
    const world = createWorld()
    await world.save({ execute: () => 1 })
    await world.run()
    await world.save({ execute: () => 2 })
    await world.run()
    expect(statsOf(world, '1.0.0')).toMatchObject({ calls: 2 })
    await world.save({ execute: () => 3 }, { version: '1.1.0' })
    expect(statsOf(world, '1.1.0')).toMatchObject({ calls: 0 })
    await world.save({ execute: () => 4 })
    expect(statsOf(world, '1.0.0')).toMatchObject({ calls: 2 })
  })

  it('of calls that wait belongs to the version that they would go to', async () => {
    const world = await twoVersions({ concurrency: 1, executeMs: 500 })
    const calls = [1, 2, 3].map(() => world.startRun('wait', { version: '^1.0.0' }))
    await settle()
    expect(statsOf(world, '1.0.0')).toMatchObject({ inFlight: 1, waiting: 2, calls: 0 })
    expect(statsOf(world, '2.0.0')).toMatchObject({ inFlight: 0, waiting: 0 })
    await world.clock.advance(500)
    expect(calls.map(({ value }) => value?.ok)).toEqual([false, false, false])
    expect(statsOf(world, '1.0.0')).toMatchObject({ calls: 3, errors: 3, waiting: 0 })
    expect(statsOf(world, '2.0.0')).toMatchObject({ calls: 0, errors: 0 })
  })

  it('of restarts and of what was dropped belongs to the version whose worker it was', async () => {
    const world = await twoVersions()
    await world.clock.advance(60_000)
    world.realm(1).tell({ type: 'dropped', what: 'log lines', count: 7 })
    await settle()
    world.realm(1).die()
    await settle()
    expect(statsOf(world, '1.0.0')).toMatchObject({ restarts: 1, dropped: 7 })
    expect(statsOf(world, '2.0.0')).toMatchObject({ restarts: 0, dropped: 0 })
  })

  it('of all versions is told together once none is active', async () => {
    const world = await twoVersions()
    await world.run('a', { version: '^1.0.0' })
    await world.run('fail')
    await world.kernel.unload(pluginName)
    expect(world.status().stats).toMatchObject({ calls: 2, errors: 1, inFlight: 0, waiting: 0 })
  })

  it('of calls that no version took is told as well', async () => {
    const world = createWorld()
    const save = world.startSave('does not( compile')
    const call = world.startRun()
    await Promise.all([save.done, call.done])
    expect(world.status().stats).toMatchObject({ calls: 1, errors: 1 })
  })
})
