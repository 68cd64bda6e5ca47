import { describe, expect, it } from 'vitest'
import { createMiddlewareSettings } from '../../../src/app/middleware-settings'
import { createMemoryWorkspace } from './support/memory-workspace'

describe('what a person set of the middleware', () => {
  it('is kept among the settings of each plugin, and of the workspace for all', () => {
    const workspace = createMemoryWorkspace('greeter')
    const settings = createMiddlewareSettings(workspace)
    expect(settings.get('greeter')).toBeNull()
    settings.set('greeter', { names: ['cache'], options: { cache: { entries: 2 } } })
    settings.set('*', { names: ['metrics'] })
    expect(workspace.settingsOf('greeter').get('middleware')).toEqual({
      names: ['cache'],
      options: { cache: { entries: 2 } },
    })
    expect(workspace.settings.get('middleware')).toEqual({ names: ['metrics'] })
    const again = createMiddlewareSettings(workspace)
    expect(again.get('greeter')).toEqual({ names: ['cache'], options: { cache: { entries: 2 } } })
    expect(again.get('*')).toEqual({ names: ['metrics'] })
  })

  it('is read as far as it makes sense', () => {
    const workspace = createMemoryWorkspace('greeter')
    const settings = createMiddlewareSettings(workspace)
    workspace.settings.set('middleware', { names: ['cache', 5], options: { cache: { entries: 2 }, timeout: 'soon' } })
    expect(settings.get('*')).toEqual({ names: ['cache'], options: { cache: { entries: 2 } } })
    workspace.settings.set('middleware', ['cache'])
    expect(settings.get('*')).toBeNull()
  })
})

describe('who is told of what changed', () => {
  it('hears of plugins that moved before, and of those that move', () => {
    const workspace = createMemoryWorkspace('a', 'b', 'c')
    const settings = createMiddlewareSettings(workspace)
    const changes: unknown[] = []
    workspace.renamePlugin('a', 'z')
    workspace.removePlugin('b')
    settings.onChange((change) => changes.push(change))
    expect(changes).toEqual([
      { type: 'moved', from: 'a', to: 'z' },
      { type: 'moved', from: 'b', to: null },
    ])
    workspace.removePlugin('c')
    expect(changes.slice(2)).toEqual([{ type: 'moved', from: 'c', to: null }])
    expect(settings.targets()).toEqual(['*', 'z'])
  })

  it('hears that all was read anew', () => {
    const workspace = createMemoryWorkspace('notes')
    const listeners = new Set<Parameters<typeof workspace.on>[0]>()
    const settings = createMiddlewareSettings({ ...workspace, on: (listener) => (listeners.add(listener), () => {}) })
    const changes: unknown[] = []
    settings.onChange((change) => changes.push(change))
    for (const listener of listeners) listener({ type: 'reloaded' })
    expect(changes).toEqual([{ type: 'reread' }])
  })
})
