import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createContents } from '../../../src/workspace/contents'
import { WorkspaceError } from '../../../src/workspace/workspace-error'

const code = (expected: string) => expect.objectContaining({ constructor: WorkspaceError, code: expected }) as Error

describe('contents', () => {
  test('what is not there cannot be read, removed or renamed', () => {
    const contents = createContents()
    expect(() => contents.read('greeter/index.ts')).toThrow(code('NOT_FOUND'))
    expect(() => contents.remove('greeter/index.ts')).toThrow(code('NOT_FOUND'))
    expect(() => contents.rename('greeter/a.ts', 'greeter/b.ts')).toThrow(code('NOT_FOUND'))
    expect(() => contents.renamePlugin('greeter', 'hello')).toThrow(code('NOT_FOUND'))
    expect(() => contents.removePlugin('greeter')).toThrow(code('NOT_FOUND'))
    expect(() => contents.source('greeter')).toThrow(code('NOT_FOUND'))
    expect(() => contents.files('greeter')).toThrow(code('NOT_FOUND'))
    expect(() => contents.files('../greeter')).toThrow(code('BAD_PATH'))
  })

  test('nothing is overwritten by a rename', () => {
    const contents = createContents()
    contents.write('a/x.ts', '1')
    contents.write('a/y.ts', '2')
    contents.write('b/x.ts', '3')
    expect(() => contents.rename('a/x.ts', 'a/y.ts')).toThrow(code('EXISTS'))
    expect(() => contents.renamePlugin('a', 'b')).toThrow(code('EXISTS'))
    expect(contents.rename('a/x.ts', 'a/x.ts')).toEqual([])
    expect(contents.read('a/y.ts')).toBe('2')
  })

  test('a name is a file or a folder, never both', () => {
    const contents = createContents()
    contents.write('a/lib/x.ts', '1')
    expect(() => contents.write('a/lib', '2')).toThrow(code('EXISTS'))
    expect(() => contents.write('a/lib/x.ts/y.ts', '2')).toThrow(code('EXISTS'))
    contents.rename('a/lib/x.ts', 'a/lib')
    expect(contents.list()).toEqual(['a/lib'])
  })

  test('no plugin gets a name that its manifest may not have', () => {
    const contents = createContents()
    contents.write('a/x.ts', '1')
    expect(() => contents.write('9/x.ts', '1')).toThrow(code('BAD_PATH'))
    expect(() => contents.rename('a/x.ts', '9/x.ts')).toThrow(code('BAD_PATH'))
    expect(() => contents.renamePlugin('a', '-a')).toThrow(code('BAD_PATH'))
    expect(contents.list()).toEqual(['a/x.ts'])
  })

  test('a plugin that was kept under such a name can be read, changed, renamed and removed', () => {
    const contents = createContents()
    contents.restore('9/x.ts', { text: '1', saved: '1' })
    contents.restore('-/x.ts', { text: '2', saved: '2' })
    contents.write('9/y.ts', '3')
    contents.rename('9/y.ts', '9/z.ts')
    expect(contents.source('9').files).toEqual({ 'x.ts': '1', 'z.ts': '3' })
    contents.renamePlugin('9', 'nine')
    contents.removePlugin('-')
    expect(contents.list()).toEqual(['nine/x.ts', 'nine/z.ts'])
  })

  test('a text is a string of bounded length', () => {
    const contents = createContents()
    const huge = 'x'.repeat(8 * 1024 * 1024 + 1)
    expect(() => contents.write('a/x.ts', huge)).toThrow(code('TOO_LARGE'))
    expect(() => contents.write('a/x.ts', JSON.parse('5') as string)).toThrow(code('BAD_VALUE'))
    expect(contents.list()).toEqual([])
  })

  test('a renamed file is unsaved under both names until the next save', () => {
    const contents = createContents()
    contents.write('a/x.ts', '1')
    contents.write('a/keep.ts', '1')
    contents.markSaved(contents.source('a'))
    contents.rename('a/x.ts', 'a/y.ts')
    expect([contents.isDirty('a/x.ts'), contents.isDirty('a/y.ts'), contents.isDirty('a/keep.ts')]).toEqual([
      true,
      true,
      false,
    ])
    contents.rename('a/y.ts', 'a/x.ts')
    expect(contents.dirtyPlugins()).toEqual([])
  })

  test('a renamed plugin is unsaved as a whole, and its old name is free', () => {
    const contents = createContents()
    contents.write('a/x.ts', '1')
    contents.markSaved(contents.source('a'))
    contents.renamePlugin('a', 'b')
    expect(contents.dirtyPlugins()).toEqual(['b'])
    contents.write('a/x.ts', '2')
    expect(contents.plugins()).toEqual(['a', 'b'])
  })

  test('what the newest save took can be had back', () => {
    const contents = createContents()
    contents.write('a/x.ts', '1')
    contents.write('a/y.ts', '1')
    expect(contents.savedSource('a')).toBeNull()
    contents.markSaved(contents.source('a'))
    contents.write('a/x.ts', '2')
    contents.remove('a/y.ts')
    contents.write('a/z.ts', '3')
    expect(contents.savedSource('a')).toEqual({ name: 'a', files: { 'x.ts': '1', 'y.ts': '1' } })
  })

  test('what is done to a list of plugins is not done to the plugins', () => {
    const contents = createContents()
    contents.write('a/x.ts', '1')
    contents.plugins().push('b')
    expect(contents.plugins()).toEqual(['a'])
  })

  test('a plugin without a file is gone', () => {
    const contents = createContents()
    contents.write('a/x.ts', '1')
    contents.markSaved(contents.source('a'))
    contents.remove('a/x.ts')
    expect(contents.plugins()).toEqual([])
    expect(contents.dirtyPlugins()).toEqual([])
    expect(contents.paths()).toEqual([])
  })

  test('whatever is done, the touched records of a copy make it equal', () => {
    const path = fc.constantFrom('a/x', 'a/y', 'a/lib/z', 'b/x', 'b/lib', 'c/x')
    const plugin = fc.constantFrom('a', 'b', 'c')
    const step = fc.oneof(
      fc.tuple(fc.constant('write' as const), path, fc.constantFrom('1', '2', '')),
      fc.tuple(fc.constant('remove' as const), path, fc.constant('')),
      fc.tuple(fc.constant('rename' as const), path, path),
      fc.tuple(fc.constant('renamePlugin' as const), plugin, plugin),
      fc.tuple(fc.constant('removePlugin' as const), plugin, fc.constant('')),
      fc.tuple(fc.constant('save' as const), plugin, fc.constant('')),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const contents = createContents()
        const copy = createContents()
        for (const [what, first, second] of steps) {
          try {
            const touched =
              what === 'save'
                ? contents.markSaved(contents.source(first))
                : what === 'write'
                  ? contents.write(first, second).touched
                  : contents[what](first, second)
            for (const key of touched) copy.restore(key, contents.record(key))
          } catch (error) {
            if (!(error instanceof WorkspaceError)) throw error
          }
          expect(copy.paths().sort()).toEqual(contents.paths().sort())
          for (const key of contents.paths()) expect(copy.record(key)).toEqual(contents.record(key))
          expect(copy.plugins()).toEqual(contents.plugins())
          expect(contents.plugins()).toEqual([...new Set(contents.list().map((path) => path.split('/')[0]))])
          for (const name of contents.plugins())
            expect(contents.files(name).sort()).toEqual(Object.keys(contents.source(name).files))
        }
      }),
    )
  })
})
