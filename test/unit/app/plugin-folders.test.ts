import { describe, expect, it, vi } from 'vitest'
import { createPluginFolders } from '../../../src/app/create-plugin-folders'
import { createPublicCommands } from '../../../src/app/public-commands'
import type { PluginFolders } from '../../../src/app/plugin-folders'
import type { Workspace } from '../../../src/workspace/workspace'
import { settle } from '../kernel/support/fake-clock'
import type { Program } from '../kernel/support/memory-realm'
import { createWorld, type World } from '../kernel/support/world'
import { createMemoryWorkspace } from './support/memory-workspace'

interface Playing {
  readonly world: World
  readonly workspace: Workspace
  readonly folders: PluginFolders
  readonly hotplug: ReturnType<typeof createPublicCommands>
  /** Writes the files of a plugin that runs this program. */
  write(name: string, program: Program, manifest?: object): void
  names(): string[]
}

function play(): Playing {
  const world = createWorld()
  const { kernel } = world
  const workspace = createMemoryWorkspace()
  const hotplug = createPublicCommands({
    ...{ version: '1.0.0', ready: Promise.resolve(), workspace, kernel },
    events: { on: world.on, emit: () => undefined },
    pipelines: () => null,
  })
  const shared = {
    ...{ waiting: null, problem: null, on: () => () => undefined },
    ...{ accept: () => Promise.resolve(), dismiss: () => undefined },
  }
  const folders = createPluginFolders({
    ...{ workspace, hotplug, kernel, shared, examples: [], address: () => 'https://hotplug.test/' },
  })
  return {
    ...{ world, workspace, folders, hotplug },
    write(name, program, manifest) {
      for (const [file, text] of Object.entries(world.source(program, manifest, name).files))
        workspace.write(`${name}/${file}`, text)
    },
    names: () => kernel.status().map(({ name }) => name),
  }
}

/** Counts its calls, and hands the count on. */
const counter: Program = () => {
  let count = 0
  return {
    execute: () => ++count,
    snapshot: () => count,
    restore: (state) => void (count = Number(state)),
  }
}

describe('a plugin whose last file is deleted', () => {
  it('is unloaded, and nothing is known of it any more', async () => {
    const { world, write, hotplug, names } = play()
    write('counter', counter)
    await hotplug.save('counter')
    hotplug.files.remove('counter/index.ts')
    expect(names()).toEqual(['counter'])
    hotplug.files.remove('counter/plugin.json')
    await settle()
    expect(world.sandbox.alive).toEqual([])
    expect(names()).toEqual([])
  })

  it('is unloaded where that file becomes another plugin’s', async () => {
    const { workspace, write, hotplug, names } = play()
    write('counter', counter)
    write('other', counter)
    await hotplug.save('counter')
    workspace.rename('counter/index.ts', 'other/more.ts')
    workspace.rename('counter/plugin.json', 'other/more.json')
    await settle()
    expect(names()).toEqual([])
  })

  it('leaves the next one of its name no state, however soon that comes', async () => {
    const { workspace, write, hotplug } = play()
    write('counter', counter)
    await hotplug.save('counter')
    await hotplug.run('counter', null)
    for (const file of workspace.files('counter')) workspace.remove(`counter/${file}`)
    write('counter', counter)
    await hotplug.save('counter')
    expect(await hotplug.run('counter', null)).toMatchObject({ output: 1 })
  })

  it('does not answer for the next one of its name, where that does not come up', async () => {
    const { workspace, write, hotplug } = play()
    write('counter', counter)
    await hotplug.save('counter')
    for (const file of workspace.files('counter')) workspace.remove(`counter/${file}`)
    workspace.write('counter/index.ts', 'broken')
    expect(await hotplug.save('counter')).toMatchObject({ ok: false })
    expect(await hotplug.run('counter', null)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })
})

it('a plugin that is deleted as a whole is unloaded', async () => {
  const { world, write, folders, hotplug, names } = play()
  write('counter', counter)
  await hotplug.save('counter')
  folders.remove('counter')
  await settle()
  expect(world.sandbox.alive).toEqual([])
  expect(names()).toEqual([])
})

describe('a plugin that is renamed', () => {
  it('runs under its new name alone', async () => {
    const { workspace, write, folders, hotplug, names } = play()
    write('counter', counter)
    await hotplug.save('counter')
    await folders.rename('counter', 'clicks')
    expect(names()).toEqual(['clicks'])
    expect(workspace.read('clicks/plugin.json')).toContain('"name":"clicks"')
    expect(await hotplug.run('clicks', null)).toMatchObject({ output: 1 })
  })

  it('stays what it is where a part that is needed cannot be fetched', async () => {
    const { workspace, write, folders, hotplug, names } = play()
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
    expect(names()).toEqual(['counter'])
  })

  it('stays disabled', async () => {
    const { world, workspace, write, folders, hotplug } = play()
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
    const { world, workspace, write, folders, names } = play()
    write('stranger', counter)
    await folders.rename('stranger', 'guest')
    await settle()
    expect(names()).toEqual([])
    expect(world.sandbox.alive).toEqual([])
    expect(workspace.savedSource('guest')).toBeNull()
    expect(workspace.read('guest/plugin.json')).toContain('"name":"guest"')
  })
})
