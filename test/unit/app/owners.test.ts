import { describe, expect, it } from 'vitest'
import { createGrants } from '../../../src/app/grants'
import { createOwners } from '../../../src/app/owners'
import type { Workspace } from '../../../src/workspace/workspace'
import { createMemoryWorkspace } from './support/memory-workspace'

/** Whose the plugins of a workspace are, and what they may do. */
function openOwners(workspace: Pick<Workspace, 'plugins' | 'settingsOf' | 'on'>) {
  const gone: string[] = []
  let made = 0
  const owners = createOwners({ workspace, newId: () => `id ${++made}`, onGone: (owner) => gone.push(owner) })
  return { owners, gone, grants: createGrants(workspace, owners) }
}

describe('an owner', () => {
  it('is made when it is first asked for, and is kept for later pages', () => {
    const workspace = createMemoryWorkspace('notes', 'other')
    const { owners } = openOwners(workspace)
    expect([owners.of('notes'), owners.of('other'), owners.of('notes')]).toEqual(['id 1', 'id 2', 'id 1'])
    expect(owners.pluginOf('id 1')).toBe('notes')
    expect(openOwners(workspace).owners.of('other')).toBe('id 2')
  })

  it('is none of a plugin that there is not', () => {
    const { owners } = openOwners(createMemoryWorkspace())
    expect(owners.of('nobody')).toBeNull()
    expect(owners.pluginOf('nobody')).toBeNull()
  })

  it('goes along when its plugin is renamed', () => {
    const workspace = createMemoryWorkspace('notes')
    const { owners, gone } = openOwners(workspace)
    owners.of('notes')
    workspace.renamePlugin('notes', 'diary')
    expect(owners.of('diary')).toBe('id 1')
    expect(owners.of('notes')).toBeNull()
    expect(gone).toEqual([])
    expect(openOwners(workspace).owners.of('diary')).toBe('id 1')
  })

  it.each<[string, (workspace: Workspace) => void]>([
    ['its plugin', (workspace) => workspace.removePlugin('notes')],
    ['the last file of its plugin', (workspace) => workspace.remove('notes/index.ts')],
  ])('goes with %s, and another of the same name has its own', (_, remove) => {
    const workspace = createMemoryWorkspace('notes')
    const { owners, gone } = openOwners(workspace)
    owners.of('notes')
    remove(workspace)
    expect(gone).toEqual(['id 1'])
    expect(owners.of('notes')).toBeNull()
    workspace.write('notes/index.ts', 'another')
    expect(owners.of('notes')).toBe('id 2')
    expect(owners.pluginOf('id 1')).toBeNull()
  })

  it('stays while its plugin has a file', () => {
    const workspace = createMemoryWorkspace('notes')
    const { owners, gone } = openOwners(workspace)
    owners.of('notes')
    workspace.write('notes/more.ts', '')
    workspace.remove('notes/index.ts')
    expect(owners.of('notes')).toBe('id 1')
    expect(gone).toEqual([])
  })

  it('of another tab counts once its files are read again', () => {
    const workspace = createMemoryWorkspace('notes')
    const listeners = new Set<Parameters<Workspace['on']>[0]>()
    const { owners } = openOwners({ ...workspace, on: (listener) => (listeners.add(listener), () => {}) })
    owners.of('notes')
    workspace.settingsOf('notes').set('owner', 'made elsewhere')
    for (const listener of listeners) listener({ type: 'reloaded' })
    expect(owners.of('notes')).toBe('made elsewhere')
    expect(owners.pluginOf('id 1')).toBeNull()
  })
})

describe('a grant', () => {
  it('for always, or a refusal, is kept; one for less ends with the page', () => {
    const workspace = createMemoryWorkspace('notes')
    const { grants } = openOwners(workspace)
    grants.ownerOf('notes')
    for (const grant of ['always', 'denied', 'once', 'session'] as const) grants.set('id 1', grant, grant)
    const asked = ['always', 'denied', 'once', 'session', 'other']
    expect(asked.map((capability) => grants.get('id 1', capability))).toEqual([...asked.slice(0, 4), 'ask'])
    const { grants: later } = openOwners(workspace)
    expect(asked.map((capability) => later.get('id 1', capability))).toEqual(['always', 'denied', 'ask', 'ask', 'ask'])
  })

  it('takes the place of the one before', () => {
    const workspace = createMemoryWorkspace('notes')
    const { grants } = openOwners(workspace)
    grants.ownerOf('notes')
    for (const grant of ['always', 'session', 'denied', 'once', 'ask'] as const) {
      grants.set('id 1', 'sql', grant)
      expect(grants.get('id 1', 'sql')).toBe(grant)
    }
    expect(openOwners(workspace).grants.get('id 1', 'sql')).toBe('ask')
  })

  it('goes along when its plugin is renamed', () => {
    const workspace = createMemoryWorkspace('notes')
    const { grants } = openOwners(workspace)
    grants.ownerOf('notes')
    grants.set('id 1', 'sql', 'always')
    grants.set('id 1', 'clock', 'session')
    workspace.renamePlugin('notes', 'diary')
    expect([grants.get('id 1', 'sql'), grants.get('id 1', 'clock')]).toEqual(['always', 'session'])
  })

  it('is nothing to another plugin of the same name, and nobody grants to one that is gone', () => {
    const workspace = createMemoryWorkspace('notes')
    const { grants } = openOwners(workspace)
    grants.ownerOf('notes')
    grants.set('id 1', 'sql', 'always')
    grants.set('id 1', 'clock', 'session')
    workspace.removePlugin('notes')
    workspace.write('notes/index.ts', 'another')
    const owner = grants.ownerOf('notes') ?? ''
    expect([owner, grants.get(owner, 'sql'), grants.get(owner, 'clock')]).toEqual(['id 2', 'ask', 'ask'])
    grants.set('id 1', 'sql', 'always')
    expect([grants.get('id 1', 'sql'), grants.get('id 1', 'clock')]).toEqual(['ask', 'ask'])
  })

  it.each([
    ['of another owner', { owner: 'id 7', grants: { sql: 'always' } }],
    ['of no owner', { grants: { sql: 'always' } }],
    ['that is none', { owner: 'id 1', grants: { sql: 'forever' } }],
    ['in no form', { owner: 'id 1', grants: ['sql'] }],
    ['at all but a text', 'always'],
  ])('that is found in the settings %s counts for nothing', (_, kept) => {
    const workspace = createMemoryWorkspace('notes')
    const { grants } = openOwners(workspace)
    grants.ownerOf('notes')
    workspace.settingsOf('notes').set('grants', kept)
    expect(grants.get('id 1', 'sql')).toBe('ask')
  })
})
