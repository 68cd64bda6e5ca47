import { describe, expect, it, vi } from 'vitest'
import type { Kernel } from '../../../src/kernel/kernel'
import { settle } from '../kernel/support/fake-clock'
import type { Program } from '../kernel/support/memory-realm'
import { createMemoryPlayground } from './support/memory-playground'

/** Counts its calls, and hands the count on. */
const counter: Program = () => {
  let count = 0
  return {
    execute: () => ++count,
    snapshot: () => count,
    restore: (state) => void (count = Number(state)),
  }
}

const namesOf = (kernel: Kernel): string[] => kernel.status().map(({ name }) => name)

describe('a plugin whose last file is deleted', () => {
  it('is unloaded, and nothing is known of it any more', async () => {
    const { world, write, hotplug, kernel } = createMemoryPlayground()
    write('counter', counter)
    await hotplug.save('counter')
    hotplug.files.remove('counter/index.ts')
    expect(namesOf(kernel)).toEqual(['counter'])
    hotplug.files.remove('counter/plugin.json')
    await settle()
    expect(world.sandbox.alive).toEqual([])
    expect(namesOf(kernel)).toEqual([])
  })

  it('is unloaded where that file becomes another plugin’s', async () => {
    const { workspace, write, hotplug, kernel } = createMemoryPlayground()
    write('counter', counter)
    write('other', counter)
    await hotplug.save('counter')
    workspace.rename('counter/index.ts', 'other/more.ts')
    workspace.rename('counter/plugin.json', 'other/more.json')
    await settle()
    expect(namesOf(kernel)).toEqual([])
  })

  it('leaves the next one of its name no state, however soon that comes', async () => {
    const { workspace, write, hotplug } = createMemoryPlayground()
    write('counter', counter)
    await hotplug.save('counter')
    await hotplug.run('counter', null)
    for (const file of workspace.files('counter')) workspace.remove(`counter/${file}`)
    write('counter', counter)
    await hotplug.save('counter')
    expect(await hotplug.run('counter', null)).toMatchObject({ output: 1 })
  })

  it('does not answer for the next one of its name, where that does not come up', async () => {
    const { workspace, write, hotplug } = createMemoryPlayground()
    write('counter', counter)
    await hotplug.save('counter')
    for (const file of workspace.files('counter')) workspace.remove(`counter/${file}`)
    workspace.write('counter/index.ts', 'broken')
    expect(await hotplug.save('counter')).toMatchObject({ ok: false })
    expect(await hotplug.run('counter', null)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })
})

it('a plugin that is deleted as a whole is unloaded', async () => {
  const { world, write, folders, hotplug, kernel } = createMemoryPlayground()
  write('counter', counter)
  await hotplug.save('counter')
  folders.remove('counter')
  await settle()
  expect(world.sandbox.alive).toEqual([])
  expect(namesOf(kernel)).toEqual([])
})

describe('a plugin that is renamed', () => {
  it('runs under its new name alone', async () => {
    const { workspace, write, folders, hotplug, kernel } = createMemoryPlayground()
    write('counter', counter)
    await hotplug.save('counter')
    await folders.rename('counter', 'clicks')
    expect(namesOf(kernel)).toEqual(['clicks'])
    expect(workspace.read('clicks/plugin.json')).toContain('"name":"clicks"')
    expect(await hotplug.run('clicks', null)).toMatchObject({ output: 1 })
  })

  it('stays what it is where a part that is needed cannot be fetched', async () => {
    const { workspace, write, folders, hotplug, kernel } = createMemoryPlayground()
    write('counter', counter)
    await hotplug.save('counter')
    vi.doMock('../../../src/app/manifest-name', () => {
      throw new Error('no network')
    })
    try {
      await expect(folders.rename('counter', 'clicks')).rejects.toThrow()
      await expect(folders.duplicate('counter', 'clicks')).rejects.toThrow()
    } finally {
      vi.doUnmock('../../../src/app/manifest-name')
    }
    expect(workspace.plugins()).toEqual(['counter'])
    expect(namesOf(kernel)).toEqual(['counter'])
  })

  it('waits for its first call again where its manifest says so', async () => {
    const { world, write, folders, hotplug } = createMemoryPlayground()
    write('counter', counter, { activation: 'call' })
    await hotplug.save('counter')
    await folders.rename('counter', 'clicks')
    expect(world.sandbox.alive).toEqual([])
    expect(await hotplug.run('clicks', null)).toMatchObject({ output: 1 })
  })

  it('stays disabled', async () => {
    const { world, workspace, write, folders, hotplug } = createMemoryPlayground()
    write('counter', counter)
    await hotplug.save('counter')
    await hotplug.disable('counter')
    await folders.rename('counter', 'clicks')
    await settle()
    expect(world.sandbox.alive).toEqual([])
    expect(world.status('clicks').state).toBe('disabled')
    expect(workspace.dirtyPlugins()).toEqual([])
    expect(await hotplug.enable('clicks')).toMatchObject({ ok: true })
    expect(await hotplug.run('clicks', null)).toMatchObject({ output: 1 })
  })

  it('does not run where nobody has let it', async () => {
    const { world, workspace, write, folders, kernel } = createMemoryPlayground()
    write('stranger', counter)
    await folders.rename('stranger', 'guest')
    await settle()
    expect(namesOf(kernel)).toEqual([])
    expect(world.sandbox.alive).toEqual([])
    expect(workspace.savedSource('guest')).toBeNull()
    expect(workspace.read('guest/plugin.json')).toContain('"name":"guest"')
  })
})
