import { describe, expect, it } from 'vitest'
import { PluginFailure } from '../../../src/kernel/errors'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, forever, pluginName, type World } from './support/world'

const says = (text: string): Program => ({ execute: () => text })

/** Version 1.0.0 is pinned, 2.0.0 was saved after it. Each answers with its version. */
async function twoVersions(manifest: object = {}): Promise<World> {
  const world = createWorld()
  await world.save(says('1.0.0'), { version: '1.0.0', ...manifest })
  world.kernel.pin(pluginName, '1.0.0')
  await world.save(says('2.0.0'), { version: '2.0.0', ...manifest })
  return world
}

/** Another plugin that needs this one in a range. */
async function saveDependent(world: World, range: string): Promise<void> {
  const program: Program = { execute: (input, ctx) => ctx.plugins.call(pluginName, input) }
  await world.save(program, { dependencies: { [pluginName]: range } }, 'dependent')
}

describe('a save of another version', () => {
  it('takes the place of the one before, and says so', async () => {
    const world = createWorld()
    await world.save(says('one'), { version: '1.0.0' })
    await world.save(says('two'), { version: '2.1.0' })
    expect(world.versions()).toEqual(['2.1.0'])
    expect(world.told('notice')).toMatchObject([{ generation: 2, message: 'Version 2.1.0 took the place of 1.0.0' }])
    expect(world.sandbox.alive).toEqual([world.realm(2)])
  })

  it('says that it is lower, where it is', async () => {
    const world = createWorld()
    await world.save(says('two'), { version: '2.1.0' })
    await world.save(says('one'), { version: '1.0.0' })
    expect(world.told('notice')).toMatchObject([{ message: 'Version 1.0.0 took the place of 2.1.0, which is higher' }])
    expect(await world.run()).toMatchObject({ output: 'one', version: '1.0.0' })
  })

  it('says nothing where it is the same', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.save(says('two'))
    expect(world.told('notice')).toEqual([])
  })

  it('that is refused leaves what serves untouched', async () => {
    const world = await twoVersions()
    await world.save('does not( compile', { version: '3.0.0' })
    expect(world.versions()).toEqual(['1.0.0', '2.0.0'])
    expect(await world.run()).toMatchObject({ output: '2.0.0' })
    expect(await world.run(null, { version: '^1.0.0' })).toMatchObject({ output: '1.0.0' })
  })
})

describe('a pinned version', () => {
  it('stays active beside the one that is saved after it, which takes the calls', async () => {
    const world = await twoVersions()
    expect(world.versions()).toEqual(['1.0.0', '2.0.0'])
    expect(await world.run()).toMatchObject({ output: '2.0.0', generation: 2 })
    expect(world.told('notice')).toMatchObject([
      { message: 'Version 2.0.0 serves from now on; 1.0.0 stays active beside it' },
    ])
  })

  it('has a status of its own', async () => {
    const world = await twoVersions()
    expect(world.kernel.status()).toMatchObject([
      { name: pluginName, version: '1.0.0', generation: 1, isDefault: false, isPinned: true, state: 'active' },
      { name: pluginName, version: '2.0.0', generation: 2, isDefault: true, isPinned: false, state: 'active' },
    ])
  })

  it('goes with the unpin, and the receipt says so', async () => {
    const world = await twoVersions()
    const receipt = await world.kernel.unpin(pluginName, '1.0.0')
    expect(receipt).toMatchObject({ version: '1.0.0', generation: 1, unloaded: true, workerEnded: true })
    expect(world.versions()).toEqual(['2.0.0'])
    expect(world.sandbox.alive).toEqual([world.realm(2)])
    expect(world.told('changed')).toMatchObject([{ what: 'pins' }, { what: 'pins' }])
  })

  it('that is the one saved last only loses its pin', async () => {
    const world = await twoVersions()
    world.kernel.pin(pluginName, '2.0.0')
    expect(await world.kernel.unpin(pluginName, '2.0.0')).toMatchObject({ unloaded: false })
    expect(world.versions()).toEqual(['1.0.0', '2.0.0'])
    expect(world.status()).toMatchObject({ version: '1.0.0', isPinned: true })
  })

  it('is swapped by a save of the same version, which is then the one that is called', async () => {
    const world = await twoVersions()
    await world.save(says('1.0.0 again'), { version: '1.0.0' })
    expect(await world.run()).toMatchObject({ output: '1.0.0 again', generation: 3 })
    expect(world.versions()).toEqual(['1.0.0'])
    expect(world.sandbox.alive).toEqual([world.realm(3)])
  })

  it('must be active', async () => {
    const world = await twoVersions()
    expect(() => world.kernel.pin(pluginName, '3.0.0')).toThrow(PluginFailure)
    expect(() => world.kernel.pin(pluginName, '3.0.0')).toThrow('Active are: 1.0.0, 2.0.0')
  })

  it('keeps its calls where the one beside it is swapped', async () => {
    const world = createWorld()
    const open: (() => void)[] = []
    await world.save({ execute: () => new Promise<void>((resolve) => open.push(resolve)) }, { version: '1.0.0' })
    world.kernel.pin(pluginName, '1.0.0')
    const call = world.startRun()
    await settle()
    await world.save(says('2'), { version: '2.0.0' })
    await world.save(says('2.1'), { version: '2.1.0' })
    open[0]?.()
    await settle()
    expect(call.value).toMatchObject({ ok: true, generation: 1 })
    expect(world.versions()).toEqual(['1.0.0', '2.1.0'])
  })
})

describe("a dependent's range", () => {
  it('keeps the version that it needs', async () => {
    const world = createWorld()
    await world.save(says('1.2.0'), { version: '1.2.0' })
    await saveDependent(world, '^1.0.0')
    await world.save(says('2.0.0'), { version: '2.0.0' })
    expect(world.versions()).toEqual(['1.2.0', '2.0.0'])
    expect(await world.run(null, {}, 'dependent')).toMatchObject({ ok: true, output: '1.2.0' })
    expect(await world.run()).toMatchObject({ output: '2.0.0' })
  })

  it('lets it go once the dependent takes the newer one', async () => {
    const world = createWorld()
    await world.save(says('1.2.0'), { version: '1.2.0' })
    await saveDependent(world, '^1.0.0')
    await world.save(says('2.0.0'), { version: '2.0.0' })
    await saveDependent(world, '>=1.0.0')
    expect(world.versions()).toEqual(['2.0.0'])
    expect(await world.run(null, {}, 'dependent')).toMatchObject({ ok: true, output: '2.0.0' })
  })

  it('lets it go with a newer one that fits', async () => {
    const world = createWorld()
    await world.save(says('1.2.0'), { version: '1.2.0' })
    await saveDependent(world, '^1.0.0')
    await world.save(says('1.3.0'), { version: '1.3.0' })
    expect(world.versions()).toEqual(['1.3.0'])
  })

  it('keeps it although its pin is gone', async () => {
    const world = createWorld()
    await world.save(says('1.0.0'), { version: '1.0.0' })
    world.kernel.pin(pluginName, '1.0.0')
    await saveDependent(world, '^1.0.0')
    await world.save(says('2.0.0'), { version: '2.0.0' })
    expect(await world.kernel.unpin(pluginName, '1.0.0')).toMatchObject({ unloaded: false })
    expect(world.versions()).toEqual(['1.0.0', '2.0.0'])
  })
})

describe('a call with a range', () => {
  it('goes to the highest version that fits', async () => {
    const world = await twoVersions()
    world.kernel.pin(pluginName, '2.0.0')
    await world.save(says('1.5.0'), { version: '1.5.0' })
    expect(await world.run()).toMatchObject({ output: '1.5.0' })
    expect(await world.run(null, { version: '*' })).toMatchObject({ output: '2.0.0' })
    expect(await world.run(null, { version: '^1.0.0' })).toMatchObject({ output: '1.5.0' })
    expect(await world.run(null, { version: '~1.0.0' })).toMatchObject({ output: '1.0.0' })
  })

  it('that no version fits is told what there is', async () => {
    const world = await twoVersions()
    expect(await world.run(null, { version: '^3.0.0' })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND', message: "'greeter' 1.0.0, 2.0.0 are active, and no active version fits ^3.0.0" },
    })
  })

  it('that is no range is told the same', async () => {
    const world = await twoVersions()
    expect(await world.run(null, { version: 'the newest' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('waits for the version that is being saved', async () => {
    const world = await twoVersions()
    const resume = world.compiler.pause()
    world.startSave(says('3.0.0'), { version: '3.0.0' })
    const call = world.startRun(null, { version: '^3.0.0' })
    await settle()
    expect(call.value).toBeNull()
    resume()
    await settle()
    expect(call.value).toMatchObject({ ok: true, output: '3.0.0' })
  })

  it('waits no longer than until that save is refused', async () => {
    const world = await twoVersions()
    const resume = world.compiler.pause()
    world.startSave('does not( compile', { version: '3.0.0' })
    const call = world.startRun(null, { version: '^3.0.0' })
    await settle()
    resume()
    await settle()
    expect(call.value).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })

  it('waits for room in its own version only', async () => {
    const world = createWorld()
    const open: (() => void)[] = []
    const slow: Program = { execute: () => new Promise<string>((resolve) => open.push(() => resolve('slow'))) }
    await world.save(slow, { version: '1.0.0', limits: { concurrency: 1 } })
    world.kernel.pin(pluginName, '1.0.0')
    await world.save(says('quick'), { version: '2.0.0' })
    const inside = world.startRun(null, { version: '^1.0.0' })
    const waiting = world.startRun(null, { version: '^1.0.0' })
    await settle()
    expect(await world.run()).toMatchObject({ output: 'quick' })
    open[0]?.()
    await settle()
    open[1]?.()
    await settle()
    expect([inside.value, waiting.value]).toMatchObject([{ output: 'slow' }, { output: 'slow' }])
  })

  it('has the deadline of its own version', async () => {
    const world = createWorld()
    await world.save({ execute: forever }, { version: '1.0.0', limits: { executeMs: 100 } })
    world.kernel.pin(pluginName, '1.0.0')
    await world.save(says('2.0.0'), { version: '2.0.0', limits: { executeMs: 9_000 } })
    const call = world.startRun(null, { version: '^1.0.0' })
    await world.clock.advance(100)
    expect(call.value).toMatchObject({ ok: false, error: { code: 'TIMEOUT', version: '1.0.0' } })
  })
})

describe('a crash', () => {
  it('soon after a version came up beside another gives that one the calls back', async () => {
    const world = await twoVersions()
    world.realm(2).die()
    await settle()
    expect(await world.run()).toMatchObject({ ok: true, output: '1.0.0', generation: 1 })
    expect(world.versions()).toEqual(['1.0.0'])
    expect(world.status()).toMatchObject({ isDefault: true, lastError: { code: 'CRASHED', generation: 2 } })
    expect(world.told('restarted')).toMatchObject([{ version: '1.0.0', generation: 1, rolledBackFrom: 2 }])
    expect(world.realm(1).requests.filter((method) => method === 'load')).toHaveLength(1)
  })

  it('soon after a version took the place of another brings that one back', async () => {
    const world = createWorld()
    await world.save(says('1.0.0'), { version: '1.0.0' })
    await world.save(says('2.0.0'), { version: '2.0.0' })
    world.realm(2).die()
    await settle()
    expect(world.versions()).toEqual(['1.0.0'])
    expect(await world.run()).toMatchObject({ output: '1.0.0', version: '1.0.0', generation: 1 })
  })

  it('of the version beside restarts that one, and the other serves on', async () => {
    const world = await twoVersions()
    await world.clock.advance(60_000)
    world.realm(1).die()
    await settle()
    expect(await world.run(null, { version: '^1.0.0' })).toMatchObject({ output: '1.0.0' })
    expect(world.told('restarted')).toMatchObject([{ generation: 1, rolledBackFrom: null }])
    expect(world.sandbox.alive).toHaveLength(2)
  })

  it('again and again puts the one version into quarantine, and calls that go there by default say so at once', async () => {
    const world = await twoVersions()
    await world.clock.advance(60_000)
    for (let crashes = 0; crashes < 3; crashes++) {
      world.realm(2).die()
      await world.clock.advance(1_000)
    }
    expect(world.kernel.status()).toMatchObject([
      { version: '1.0.0', state: 'active' },
      { version: '2.0.0', state: 'quarantined', isDefault: true },
    ])
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'QUARANTINED' } })
    expect(await world.run(null, { version: '^1.0.0' })).toMatchObject({ ok: true, output: '1.0.0' })
    expect(await world.kernel.reset(pluginName)).toMatchObject({ ok: true, version: '2.0.0' })
    expect(await world.run()).toMatchObject({ ok: true, output: '2.0.0' })
  })

  it('that the version does not come back from leaves the calls to the one beside it', async () => {
    const world = createWorld()
    let loads = 0
    await world.save(says('1.0.0'), { version: '1.0.0' })
    world.kernel.pin(pluginName, '1.0.0')
    const once: Program = () => {
      if (++loads > 1) throw new Error('never again')
      return { execute: () => '2.0.0' }
    }
    await world.save(once, { version: '2.0.0' })
    await world.clock.advance(60_000)
    world.realm(2).die()
    await settle()
    expect(world.versions()).toEqual(['1.0.0'])
    expect(world.status()).toMatchObject({ isDefault: true, lastError: { code: 'LOAD' } })
    expect(await world.run()).toMatchObject({ ok: true, output: '1.0.0' })
  })
})

describe('a rollback', () => {
  it('goes back across versions, under a number of its own', async () => {
    const world = createWorld()
    await world.save(says('1.0.0'), { version: '1.0.0' })
    await world.save(says('2.0.0'), { version: '2.0.0' })
    expect(await world.kernel.rollback(pluginName, 1)).toMatchObject({ ok: true, version: '1.0.0', generation: 3 })
    await settle()
    expect(world.versions()).toEqual(['1.0.0'])
    expect(world.told('notice').at(-1)?.message).toBe('Version 1.0.0 took the place of 2.0.0, which is higher')
  })

  it('to a version that is active beside swaps that one', async () => {
    const world = await twoVersions()
    world.kernel.pin(pluginName, '2.0.0')
    expect(await world.kernel.rollback(pluginName, 1)).toMatchObject({ ok: true, version: '1.0.0', generation: 3 })
    await settle()
    expect(world.kernel.status()).toMatchObject([
      { version: '1.0.0', generation: 3, isDefault: true },
      { version: '2.0.0', generation: 2, isDefault: false },
    ])
    expect(world.sandbox.alive).toHaveLength(2)
  })
})

describe('an unload', () => {
  it('takes every version out, and gives the receipt of the one that is called', async () => {
    const world = await twoVersions()
    expect(await world.kernel.unload(pluginName)).toMatchObject({ version: '2.0.0', unloaded: true })
    expect(world.told('unloaded').map(({ receipt }) => receipt.version)).toEqual(['1.0.0', '2.0.0'])
    expect(world.sandbox.alive).toEqual([])
  })
})
