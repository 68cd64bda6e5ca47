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

describe('who is told of plugins that move', () => {
  it('hears of what came before, and of what comes', () => {
    const workspace = createMemoryWorkspace('a', 'b', 'c')
    const settings = createMiddlewareSettings(workspace)
    const moves: unknown[] = []
    workspace.renamePlugin('a', 'z')
    workspace.removePlugin('b')
    settings.onMove((...move) => moves.push(move))
    expect(moves).toEqual([
      ['a', 'z'],
      ['b', null],
    ])
    workspace.removePlugin('c')
    expect(moves.slice(2)).toEqual([['c', null]])
    expect(settings.targets()).toEqual(['*', 'z'])
  })
})
