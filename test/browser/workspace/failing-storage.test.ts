import { deleteDB, openDB } from 'idb'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { exportZip, importZip } from '../../../src/workspace/zip'
import { databaseName, freshScope, hurriedClock, makeWorkspace, stored, storedText } from './fixture'

/** Replaces a method until the test is over, or until the disposer is called. */
function replace<Target extends object, Key extends keyof Target>(
  target: Target,
  key: Key,
  value: Target[Key],
): () => void {
  const original = target[key]
  target[key] = value
  const restore = (): void => {
    target[key] = original
  }
  onTestFinished(restore)
  return restore
}

function failWrites(error: () => unknown): () => void {
  return replace(IDBObjectStore.prototype, 'put', () => {
    throw error()
  })
}

const quota = (): DOMException => new DOMException('no room', 'QuotaExceededError')

async function putRaw(scope: string, store: string, key: string, value: unknown): Promise<void> {
  const database = await openDB(databaseName(scope))
  await database.put(store, value, key)
  database.close()
}

describe('storage that is full', () => {
  test('is told, nothing is lost in memory, and it is tried again', async () => {
    const scope = freshScope()
    const workspace = makeWorkspace(scope, { clock: hurriedClock(5) })
    await workspace.open()
    const makeRoom = failWrites(quota)
    workspace.write('greeter/index.ts', 'one')
    await expect.poll(() => workspace.status.kind).toBe('full')
    expect(workspace.status.message).toMatch(/full.*Export/)
    expect(workspace.read('greeter/index.ts')).toBe('one')
    const archive = importZip(exportZip(workspace), 'all.zip')
    expect(archive.ok && archive.value.files.get('greeter/index.ts')).toBe('one')
    makeRoom()
    await expect.poll(() => workspace.status.kind).toBe('saved')
    expect(await storedText(scope, 'greeter/index.ts')).toBe('one')
  })

  test('by the transaction’s own word is told as well', async () => {
    const scope = freshScope()
    const workspace = makeWorkspace(scope)
    await workspace.open()
    const put = IDBObjectStore.prototype.put
    replace(IDBObjectStore.prototype, 'put', function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      // A key that is there already makes the request itself fail, as a full disk does, and aborts the transaction.
      if (this.name === 'files') {
        const request = this.add(value, key)
        Object.defineProperty(request, 'error', { get: quota })
        return request
      }
      return put.call(this, value, key)
    })
    workspace.write('greeter/index.ts', 'one')
    await workspace.flush()
    expect(workspace.status.kind).toBe('saved')
    workspace.write('greeter/index.ts', 'two')
    await workspace.flush()
    expect(workspace.status.kind).toBe('full')
    expect(await storedText(scope, 'greeter/index.ts')).toBe('one')
  })

  test('while writing for another reason is told with the reason', async () => {
    const workspace = makeWorkspace(freshScope())
    await workspace.open()
    failWrites(() => new DOMException('the disk is on fire', 'UnknownError'))
    workspace.write('greeter/index.ts', 'one')
    await workspace.flush()
    expect(workspace.status).toMatchObject({ kind: 'failed', message: expect.stringContaining('on fire') as string })
    expect(workspace.read('greeter/index.ts')).toBe('one')
  })
})

describe('storage that is refused', () => {
  const refusals: readonly { how: string; open: () => IDBOpenDBRequest; says: RegExp }[] = [
    {
      how: 'with an exception',
      open() {
        throw new DOMException('denied', 'SecurityError')
      },
      says: /refuses to store/,
    },
    {
      how: 'by not answering',
      open: () => indexedDB.deleteDatabase(`nothing-${Date.now()}`),
      says: /did not answer/,
    },
  ]

  test.each(refusals)('$how is told, and taking over tries it once more', async ({ open, says }) => {
    const scope = freshScope()
    const before = makeWorkspace(scope)
    await before.open()
    before.seed({ 'greeter/index.ts': 'mine', 'math/index.ts': 'm' })
    before.write('math/index.ts', 'my math')
    await before.close()

    const workspace = makeWorkspace(scope, { clock: hurriedClock(50) })
    const answering = open
    const admit = replace(IDBFactory.prototype, 'open', () => {
      const request = answering()
      for (const event of ['success', 'error'])
        request.addEventListener(event, (told) => told.stopImmediatePropagation(), { capture: true })
      return request
    })
    expect(await workspace.open()).toMatchObject({ tab: 'memory', firstVisit: true, isEmpty: true })
    expect(workspace.status).toMatchObject({ kind: 'memory-only', message: expect.stringMatching(says) as string })
    workspace.seed({ 'greeter/index.ts': 'example', 'filter/index.ts': 'example' })
    workspace.write('math/index.ts', 'typed meanwhile')
    expect(exportZip(workspace).length).toBeGreaterThan(100)

    admit()
    expect((await workspace.takeOver()).kind).toMatch(/sav/)
    expect(workspace.read('greeter/index.ts')).toBe('mine')
    expect(workspace.read('math/index.ts')).toBe('typed meanwhile')
    expect(workspace.has('filter/index.ts')).toBe(false)
  })

  test('because a newer Hotplug wrote it says so', async () => {
    const scope = freshScope()
    const newer = await openDB(databaseName(scope), 99)
    newer.close()
    const workspace = makeWorkspace(scope)
    await workspace.open()
    expect(workspace.status).toMatchObject({ kind: 'memory-only', message: expect.stringContaining('newer') as string })
  })
})

describe('storage that goes away', () => {
  test('because the site’s data was deleted: what is open here can be stored again', async () => {
    const scope = freshScope()
    const workspace = makeWorkspace(scope)
    await workspace.open()
    workspace.seed({ 'greeter/index.ts': 'one' })
    await workspace.flush()
    await deleteDB(databaseName(scope))
    expect(workspace.status).toMatchObject({
      kind: 'memory-only',
      message: expect.stringContaining('deleted') as string,
    })
    workspace.write('greeter/b.ts', 'b')
    expect(workspace.list()).toEqual(['greeter/b.ts', 'greeter/index.ts'])
    await workspace.takeOver()
    await workspace.flush()
    expect([...(await stored(scope, 'files')).keys()]).toEqual(['greeter/b.ts', 'greeter/index.ts'])
  })

  test('because a newer Hotplug needs it: that one is not kept waiting', async () => {
    const scope = freshScope()
    const workspace = makeWorkspace(scope)
    await workspace.open()
    const newer = await openDB(databaseName(scope), 99)
    onTestFinished(() => newer.close())
    expect(workspace.status).toMatchObject({ kind: 'memory-only', message: expect.stringContaining('newer') as string })
  })

  test('while an older Hotplug holds it: the wait ends with what to do', async () => {
    const scope = freshScope()
    const older = await openDB(databaseName(scope), 1)
    onTestFinished(() => older.close())
    const open = IDBFactory.prototype.open
    replace(IDBFactory.prototype, 'open', function (this: IDBFactory, name: string) {
      return open.call(this, name, 2)
    })
    const workspace = makeWorkspace(scope, { clock: hurriedClock(20) })
    await workspace.open()
    expect(workspace.status).toMatchObject({
      kind: 'memory-only',
      message: expect.stringContaining('Close that tab') as string,
    })
  })
})

describe('records of a wrong shape', () => {
  const badRecords: readonly (readonly [store: string, key: string, value: unknown])[] = [
    ['files', 'greeter/number.ts', 7],
    ['files', 'greeter/shape.ts', { text: ['no', 'text'], saved: null }],
    ['files', '../escape.ts', { text: 'x', saved: null }],
    ['files', '__proto__/x.ts', { text: 'x', saved: null }],
    ['settings', 'global/theme', 'not JSON'],
    ['settings', 'global/layout', { wide: true }],
  ]

  test('are set aside and told, never deleted, and the rest is read', async () => {
    const scope = freshScope()
    const before = makeWorkspace(scope)
    await before.open()
    before.seed({ 'greeter/index.ts': 'one' })
    await before.close()
    for (const [store, key, value] of badRecords) await putRaw(scope, store, key, value)

    const workspace = makeWorkspace(scope)
    const report = await workspace.open()
    expect(workspace.list()).toEqual(['greeter/index.ts'])
    expect(workspace.settings.get('theme')).toBeUndefined()
    expect(report.setAside).toHaveLength(badRecords.length)
    expect(report.notices).toHaveLength(badRecords.length)
    expect(report.notices.join()).toContain('greeter/number.ts')
    const aside = [...(await stored(scope, 'aside')).values()]
    for (const [store, key, value] of badRecords)
      expect(aside).toContainEqual(expect.objectContaining({ store, key, value }))
    await workspace.close()

    const again = makeWorkspace(scope)
    expect((await again.open()).setAside).toEqual([])
    expect(await stored(scope, 'aside')).toHaveProperty('size', badRecords.length)
  })

  test('a file that stands in for a broken one is stored under its name', async () => {
    const scope = freshScope()
    const before = makeWorkspace(scope)
    await before.open()
    await before.close()
    await putRaw(scope, 'files', 'greeter/index.ts', null)
    const workspace = makeWorkspace(scope)
    await workspace.open()
    workspace.write('greeter/index.ts', 'whole again')
    await workspace.flush()
    expect(await storedText(scope, 'greeter/index.ts')).toBe('whole again')
  })
})

test('bad requests throw an error with a code, and change nothing', async () => {
  const workspace = makeWorkspace(freshScope())
  await workspace.open()
  const listener = vi.fn()
  workspace.on(listener)
  expect(() => workspace.write('../x', '')).toThrow(
    expect.objectContaining({ name: 'WorkspaceError', code: 'BAD_PATH' }),
  )
  expect(() => workspace.read('a/missing.ts')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  const circle: { self?: unknown } = {}
  circle.self = circle
  expect(() => workspace.settings.set('circle', circle as never)).toThrow(
    expect.objectContaining({ code: 'BAD_VALUE' }),
  )
  expect(() => workspace.settings.set('big', 'x'.repeat(300_000))).toThrow(
    expect.objectContaining({ code: 'TOO_LARGE' }),
  )
  expect(listener).not.toHaveBeenCalled()
  expect(workspace.list()).toEqual([])
})
