import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../unit/kernel/support/fake-clock'
import { freshScope, makeWorkspace, realClock, stored, storedText } from './fixture'

describe('keeping files', () => {
  test('the first visit is told, and over once files are kept', async () => {
    const scope = freshScope()
    const first = makeWorkspace(scope)
    expect(await first.open()).toMatchObject({ firstVisit: true, isEmpty: true, tab: 'writer', setAside: [] })
    first.seed({ 'greeter/index.ts': 'one' })
    expect(first.dirtyPlugins()).toEqual([])
    first.removePlugin('greeter')
    first.write('math/index.ts', 'two')
    await first.close()

    const second = makeWorkspace(scope)
    expect(await second.open()).toMatchObject({ firstVisit: false, isEmpty: false, tab: 'writer' })
    expect(second.list()).toEqual(['math/index.ts'])
    second.removePlugin('math')
    await second.close()

    const third = makeWorkspace(scope)
    expect(await third.open()).toMatchObject({ firstVisit: false, isEmpty: true })
  })

  test('an edit is on its way to the disk within 250 ms, while the typing goes on', async () => {
    const scope = freshScope()
    const clock = createFakeClock()
    const workspace = makeWorkspace(scope, { clock })
    await workspace.open()
    workspace.write('greeter/index.ts', 'typed')
    for (let at = 10; at < 250; at += 10) {
      await clock.advance(10)
      workspace.write('greeter/index.ts', `typed for ${at} ms`)
    }
    // The clock stands still from here on: nothing that is not on its way comes.
    await expect.poll(() => storedText(scope, 'greeter/index.ts'), { timeout: 10_000 }).toMatch(/^typed for \d+ ms$/)
  })

  test('what is unsaved is still unsaved after a reload, removed files among it', async () => {
    const scope = freshScope()
    const before = makeWorkspace(scope)
    await before.open()
    before.seed({ 'greeter/index.ts': 'one', 'greeter/gone.ts': 'x', 'math/index.ts': 'm' })
    before.write('greeter/index.ts', 'two')
    before.remove('greeter/gone.ts')
    before.write('fresh/index.ts', '')
    await before.close()

    const after = makeWorkspace(scope)
    await after.open()
    expect(after.dirtyPlugins()).toEqual(['fresh', 'greeter'])
    expect(after.isDirty('greeter/index.ts')).toBe(true)
    expect(after.isDirty('greeter/gone.ts')).toBe(true)
    expect(after.has('greeter/gone.ts')).toBe(false)
    expect(after.isDirty('math/index.ts')).toBe(false)
    after.markSaved('greeter')
    expect(after.dirtyPlugins()).toEqual(['fresh'])
    await after.close()
    expect([...(await stored(scope, 'files')).keys()]).toEqual(['fresh/index.ts', 'greeter/index.ts', 'math/index.ts'])
  })

  test('typing that goes on during a save stays unsaved', async () => {
    const workspace = makeWorkspace(freshScope())
    await workspace.open()
    workspace.write('greeter/index.ts', 'one')
    const taken = workspace.source('greeter')
    workspace.write('greeter/index.ts', 'two')
    workspace.markSaved('greeter', taken)
    expect(workspace.isDirty('greeter/index.ts')).toBe(true)
    workspace.write('greeter/index.ts', 'one')
    expect(workspace.isDirty('greeter/index.ts')).toBe(false)
  })

  test('renames and settings are kept', async () => {
    const scope = freshScope()
    const before = makeWorkspace(scope)
    await before.open()
    before.seed({ 'greeter/index.ts': 'one', 'greeter/lib/a.ts': 'a' })
    before.settings.set('theme', 'dark')
    before.settingsOf('greeter').set('inputs', [{ name: 'Ada', text: '"Ada"' }])
    before.rename('greeter/lib/a.ts', 'greeter/lib/b.ts')
    before.renamePlugin('greeter', 'hello')
    await before.close()

    const after = makeWorkspace(scope)
    await after.open()
    expect(after.list()).toEqual(['hello/index.ts', 'hello/lib/b.ts'])
    expect(after.source('hello').files).toEqual({ 'index.ts': 'one', 'lib/b.ts': 'a' })
    expect(after.settings.get('theme')).toBe('dark')
    expect(after.settingsOf('hello').get('inputs')).toEqual([{ name: 'Ada', text: '"Ada"' }])
    expect(after.settingsOf('greeter').get('inputs')).toBeUndefined()
    expect(after.settingsOf('hello').get('theme')).toBeUndefined()
  })

  test('every change is told in order, and a listener that throws stops no other', async () => {
    const errors: unknown[] = []
    const workspace = makeWorkspace(freshScope(), { onListenerError: (error) => errors.push(error) })
    await workspace.open()
    const told: string[] = []
    const stopThrowing = workspace.on(() => {
      throw new Error('listener')
    })
    workspace.on((change) => change.type !== 'status' && told.push(change.type))
    workspace.write('greeter/index.ts', 'one')
    workspace.write('greeter/index.ts', 'one')
    workspace.markSaved('greeter')
    workspace.rename('greeter/index.ts', 'greeter/main.ts')
    workspace.renamePlugin('greeter', 'hello')
    workspace.removePlugin('hello')
    expect(told).toEqual(['written', 'saved', 'renamed', 'plugin-renamed', 'plugin-removed'])
    expect(errors.length).toBeGreaterThanOrEqual(told.length)
    stopThrowing()
  })

  test('a plugin that has lost its last file leaves no settings to another of its name', async () => {
    const workspace = makeWorkspace(freshScope())
    await workspace.open()
    const removed: string[] = []
    workspace.on((change) => change.type === 'plugin-removed' && removed.push(change.plugin))
    for (const plugin of ['deleted', 'moved']) {
      workspace.write(`${plugin}/index.ts`, 'one')
      workspace.write(`${plugin}/plugin.json`, '{}')
      workspace.settingsOf(plugin).set('owner', 'the first')
    }
    workspace.remove('deleted/plugin.json')
    workspace.rename('moved/plugin.json', 'other/plugin.json')
    expect(removed).toEqual([])
    expect(workspace.settingsOf('deleted').get('owner')).toBe('the first')

    workspace.remove('deleted/index.ts')
    workspace.rename('moved/index.ts', 'other/index.ts')
    expect(removed).toEqual(['deleted', 'moved'])
    for (const plugin of removed) {
      workspace.write(`${plugin}/index.ts`, 'two')
      expect(workspace.settingsOf(plugin).keys()).toEqual([])
    }
  })

  test('the status goes from saving to saved', async () => {
    const workspace = makeWorkspace(freshScope())
    await workspace.open()
    expect(workspace.status.kind).toBe('saved')
    const kinds: string[] = []
    workspace.on((change) => change.type === 'status' && kinds.push(change.status.kind))
    workspace.write('greeter/index.ts', 'one')
    expect(workspace.status.kind).toBe('saving')
    await expect.poll(() => workspace.status.kind).toBe('saved')
    expect(kinds).toEqual(['saving', 'saved'])
  })

  test('edits made before the stored files are read win over them', async () => {
    const scope = freshScope()
    const before = makeWorkspace(scope)
    await before.open()
    before.seed({ 'greeter/index.ts': 'stored', 'greeter/b.ts': 'b' })
    await before.close()

    const after = makeWorkspace(scope)
    after.write('greeter/index.ts', 'typed early')
    await after.open()
    expect(after.read('greeter/index.ts')).toBe('typed early')
    expect(after.read('greeter/b.ts')).toBe('b')
    await after.flush()
    expect(await storedText(scope, 'greeter/index.ts')).toBe('typed early')
  })

  test('a hundred plugins open in well under a second', async () => {
    const scope = freshScope()
    const before = makeWorkspace(scope)
    await before.open()
    for (let plugin = 0; plugin < 100; plugin++)
      for (let file = 0; file < 5; file++) before.write(`plugin-${plugin}/file-${file}.ts`, 'x'.repeat(4000))
    await before.close()
    const after = makeWorkspace(scope)
    const start = realClock.now()
    await after.open()
    expect(after.list()).toHaveLength(500)
    expect(realClock.now() - start).toBeLessThan(1000)
  })
})
