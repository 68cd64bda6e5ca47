import { beforeEach, describe, expect, it } from 'vitest'
import { createSharedPlugins, type ReadableSharedPlugins } from '../../../src/app/create-shared-plugins'
import { encodeShareLink } from '../../../src/workspace/share-link'
import type { Workspace } from '../../../src/workspace/workspace'
import { createMemoryWorkspace } from './support/memory-workspace'

const greeter = { name: 'greeter', files: { 'plugin.json': '{ "name": "greeter" }', 'index.ts': 'export default {}' } }

let workspace: Workspace
let shared: ReadableSharedPlugins
let saved: string[]

/** A page that was opened by a link to the greeter. */
beforeEach(async () => {
  const link = await encodeShareLink({ source: greeter, input: '"Ada"' })
  if (!link.ok) throw link.error
  workspace = createMemoryWorkspace()
  saved = []
  shared = createSharedPlugins({
    workspace,
    save: async (plugin) => saved.push(plugin),
    page: {
      location: { hash: link.value, pathname: '/', search: '' },
      history: { replaceState: () => undefined },
      addEventListener: () => undefined,
    },
  })
  await shared.readAddress()
})

describe('a plugin that came by a link', () => {
  it('waits with its input, and runs at the person’s word', async () => {
    expect(shared.waiting).toEqual({ name: 'greeter', inputText: '"Ada"' })
    expect(workspace.files('greeter').sort()).toEqual(['index.ts', 'plugin.json'])
    expect(workspace.savedSource('greeter')).toBeNull()
    await shared.accept()
    expect(saved).toEqual(['greeter'])
    expect(shared.waiting).toBeNull()
  })

  it('waits under the name that it is given meanwhile', async () => {
    const told: unknown[] = []
    shared.on(() => told.push(shared.waiting?.name))
    workspace.renamePlugin('greeter', 'hello')
    expect(told).toEqual(['hello'])
    expect(shared.waiting).toEqual({ name: 'hello', inputText: '"Ada"' })
    await shared.accept()
    expect(saved).toEqual(['hello'])
  })

  it('waits no more once it is deleted', async () => {
    const told: unknown[] = []
    shared.on(() => told.push(shared.waiting))
    workspace.removePlugin('greeter')
    expect(told).toEqual([null])
    await shared.accept()
    expect(saved).toEqual([])
  })

  it('waits on while another is renamed, or deleted', () => {
    workspace.write('other/index.ts', '')
    workspace.renamePlugin('other', 'another')
    workspace.removePlugin('another')
    expect(shared.waiting?.name).toBe('greeter')
  })
})
