import { describe, expect, it } from 'vitest'
import type { Kernel } from '../../../src/kernel/kernel'
import { createWorld } from './support/world'

const refusal = { code: 'NOT_FOUND', plugin: 'nobody' }

describe('of a plugin that nobody saved', () => {
  it.each<[string, (kernel: Kernel) => Promise<object>]>([
    ['run', (kernel) => kernel.run('nobody', null)],
    ['rollback', (kernel) => kernel.rollback('nobody', 1)],
    ['reset', (kernel) => kernel.reset('nobody')],
    ['enable', (kernel) => kernel.enable('nobody')],
    ['setConfig', (kernel) => kernel.setConfig('nobody', {})],
    ['takeState', (kernel) => kernel.takeState('nobody')],
  ])('the report of %s says so', async (_name, command) => {
    const { kernel } = createWorld()
    await kernel.complete()
    expect(await command(kernel)).toMatchObject({ ok: false, error: refusal })
  })

  it.each<[string, (kernel: Kernel) => Promise<object>]>([
    ['unload', (kernel) => kernel.unload('nobody')],
    ['disable', (kernel) => kernel.disable('nobody')],
    ['unpin', (kernel) => kernel.unpin('nobody', '1.0.0')],
  ])('the receipt of %s says so', async (_name, command) => {
    const { kernel } = createWorld()
    await kernel.complete()
    expect(await command(kernel)).toMatchObject({ unloaded: false, error: refusal })
  })

  it.each<[string, (kernel: Kernel) => unknown]>([
    ['config', (kernel) => kernel.config('nobody')],
    ['pin', (kernel) => kernel.pin('nobody', '1.0.0')],
    ['state', (kernel) => kernel.state('nobody')],
    ['clearState', (kernel) => kernel.clearState('nobody')],
    ['health', (kernel) => kernel.health('nobody')],
  ])('%s throws', async (_name, command) => {
    const { kernel } = createWorld()
    await kernel.complete()
    await expect((async () => command(kernel))()).rejects.toMatchObject({ name: 'PluginFailure', error: refusal })
  })

  it('which is not one that is there and not loaded', async () => {
    const world = createWorld()
    await world.save('does not( compile')
    expect(await world.kernel.unload('greeter')).toMatchObject({ unloaded: false, error: null })
    expect(await world.kernel.health('greeter')).toMatchObject({ status: 'failing', detail: "'greeter' is not loaded" })
    expect(world.kernel.state('greeter')).toBeUndefined()
    expect(() => world.kernel.clearState('greeter')).not.toThrow()
  })
})
