import { describe, expect, it } from 'vitest'
import { createGenerations, keptGenerations } from '../../../src/kernel/generations'
import { createLifecycle } from '../../../src/kernel/lifecycle'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, pluginName } from './support/world'

const says = (text: string): Program => ({ execute: () => text })

describe('the generations of a session', () => {
  it('are told with their versions and states', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.save(says('two'), { version: '1.1.0' })
    await world.save('does not compile')
    expect(world.status().generations).toEqual([
      { generation: 1, version: '1.0.0', state: 'stopped' },
      { generation: 2, version: '1.1.0', state: 'active' },
    ])
  })

  it('tell of a generation that a crash brought back that it lives again', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.save(says('two'))
    world.realm(2).die()
    await settle()
    expect(world.status().generations.map(({ state }) => state)).toEqual(['active', 'stopped'])
  })

  it('are kept up to a bound, the newest ones', () => {
    const generations = createGenerations()
    for (let generation = 1; generation <= keptGenerations + 1; generation++) {
      const lifecycle = createLifecycle('stopped', () => undefined)
      generations.add({ generation, version: '1.0.0', source: { name: 'greeter', files: {} }, lifecycle })
    }
    expect(generations.find(1)).toBeUndefined()
    expect(generations.find(2)).toBeDefined()
    expect(generations.newest()?.generation).toBe(keptGenerations + 1)
  })
})

describe('going back to an earlier generation', () => {
  it('is a swap like any other, under a new number', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.save(says('two'))
    expect(await world.kernel.rollback(pluginName, 1)).toMatchObject({ ok: true, generation: 3 })
    expect(await world.run()).toMatchObject({ output: 'one', generation: 3 })
    expect(world.told('swap-committed').at(-1)).toMatchObject({ predecessor: { generation: 2 } })
  })

  it('reaches as far back as the strip shows saves', async () => {
    const world = createWorld()
    for (let save = 1; save <= 150; save++) await world.save(says(`save ${save}`))
    expect(await world.kernel.rollback(pluginName, 1)).toMatchObject({ ok: true, generation: 151 })
    expect(await world.run()).toMatchObject({ output: 'save 1' })
  })

  it('leaves the one that serves where the earlier one does not come up any more', async () => {
    const world = createWorld()
    let initialised = 0
    await world.save({
      init() {
        if (++initialised > 1) throw new Error('not twice')
      },
      execute: () => 'one',
    })
    await world.save(says('two'))
    expect(await world.kernel.rollback(pluginName, 1)).toMatchObject({ ok: false, error: { code: 'INIT' }, serving: 2 })
    expect(await world.run()).toMatchObject({ output: 'two' })
  })

  it('is refused for a number that never was, and says which there are', async () => {
    const world = createWorld()
    await world.save(says('one'))
    expect(await world.kernel.rollback(pluginName, 7)).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND', hint: 'Known are: 1.' },
      serving: 1,
    })
    expect(await world.kernel.rollback('nobody', 1)).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND' },
      serving: null,
    })
  })
})

describe('a reset', () => {
  it('starts a plugin in quarantine anew, with its crashes forgotten', async () => {
    const world = createWorld()
    await world.save(says('one'))
    await world.clock.advance(60_000)
    for (const wait of [0, 500, 2_000]) {
      world.realm(1).die()
      await settle()
      await world.clock.advance(wait)
    }
    expect(world.status().state).toBe('quarantined')
    expect(await world.kernel.reset(pluginName)).toMatchObject({ ok: true, generation: 2 })
    expect(await world.run()).toMatchObject({ output: 'one' })
    // One more end is one, not the fourth.
    await world.clock.advance(60_000)
    world.realm(2).die()
    await settle()
    expect(world.status().state).toBe('active')
  })

  it('is refused where nothing was ever committed', async () => {
    const world = createWorld()
    await world.save('does not compile')
    expect(await world.kernel.reset(pluginName)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })
})
