import { describe, expect, test } from 'vitest'
import { sortRecords, type StoreName } from '../../../src/workspace/records'

const none = { keys: [], values: [] }

function sortOne(store: StoreName, key: IDBValidKey, value: unknown) {
  return sortRecords({ files: none, settings: none, [store]: { keys: [key], values: [value] } })
}

describe('the records of the database', () => {
  test.each([
    ['an edited file', { text: 'new', saved: 'old' }],
    ['a file that no save took', { text: '', saved: null }],
    ['a file that was removed since its save', { text: null, saved: '' }],
  ])('%s is read', (_what, record) => {
    const { files, bad } = sortOne('files', 'greeter/lib/x.ts', record)
    expect(files).toEqual(new Map([['greeter/lib/x.ts', record]]))
    expect(bad).toEqual([])
  })

  test('a setting is read as the JSON that it is', () => {
    const { settings, bad } = sortOne('settings', 'plugin/greeter/inputs', '{"kept":[1]}')
    expect(settings).toEqual(new Map([['plugin/greeter/inputs', '{"kept":[1]}']]))
    expect(bad).toEqual([])
  })

  test.each<[string, StoreName, IDBValidKey, unknown, RegExp]>([
    ['a file of another kind', 'files', 'greeter/index.ts', 7, /shape/],
    ['a file of nothing', 'files', 'greeter/index.ts', null, /shape/],
    ['a file without what was saved', 'files', 'greeter/index.ts', { text: 'x' }, /shape/],
    ['a file whose text is none', 'files', 'greeter/index.ts', { text: ['x'], saved: null }, /shape/],
    ['a file whose saved text is none', 'files', 'greeter/index.ts', { text: 'x', saved: 1 }, /shape/],
    ['a file of a newer kind', 'files', 'greeter/index.ts', { text: 'x', saved: null, mode: 1 }, /shape/],
    ['a file that holds nothing', 'files', 'greeter/index.ts', { text: null, saved: null }, /nothing/],
    ['a file under a number', 'files', 7, { text: 'x', saved: null }, /shape/],
    ['a file outside of a plugin', 'files', '../x.ts', { text: 'x', saved: null }, /not allowed/],
    ['a file in a prototype', 'files', '__proto__/x.ts', { text: 'x', saved: null }, /not allowed/],
    ['a setting that is no JSON', 'settings', 'global/theme', 'dark', /not JSON/],
    ['a setting that is no text', 'settings', 'global/layout', { wide: true }, /shape/],
    ['a setting under a list', 'settings', ['global'], '1', /shape/],
  ])('%s is told apart, as it was', (_what, store, key, value, reason) => {
    const { files, settings, bad } = sortOne(store, key, value)
    expect(files.size + settings.size).toBe(0)
    expect(bad).toEqual([{ store, key, value, reason: expect.stringMatching(reason) as string }])
  })

  test('a bad record takes no good one with it', () => {
    const good = { text: 'x', saved: 'x' }
    const stored = { keys: ['a/x.ts', 'a/y.ts', 'b/x.ts'], values: [good, 'bad', good] }
    const { files, bad } = sortRecords({ files: stored, settings: none })
    expect([...files.keys()]).toEqual(['a/x.ts', 'b/x.ts'])
    expect(bad).toHaveLength(1)
  })
})
