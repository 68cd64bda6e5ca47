import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveImport } from '../../../src/compiler/bundling/resolve-import'

const paths = (...names: string[]) => new Set(names)

function pathOf(specifier: string, importer: string, files: Set<string>): string {
  const found = resolveImport(specifier, importer, files)
  return found.ok ? found.path : found.message
}

describe('an import finds', () => {
  test.each([
    ['./a', 'index.ts', 'a.ts'],
    ['./a.ts', 'index.ts', 'a.ts'],
    ['./a.js', 'index.ts', 'a.ts'],
    ['./view.jsx', 'index.ts', 'view.tsx'],
    ['./view.js', 'index.ts', 'view.tsx'],
    ['./old.js', 'index.ts', 'old.js'],
    ['../lib/b', 'deep/c.ts', 'lib/b.ts'],
    ['./lib', 'index.ts', 'lib/index.ts'],
    ['./lib/', 'index.ts', 'lib/index.ts'],
    ['.', 'lib/b.ts', 'lib/index.ts'],
    ['..', 'lib/b.ts', 'index.ts'],
    ['../', 'lib/b.ts', 'index.ts'],
    ['./deep/../a', 'index.ts', 'a.ts'],
    ['./data', 'index.ts', 'data.json'],
    ['./style.css', 'index.ts', 'style.css'],
  ])('%s in %s: %s', (specifier, importer, path) => {
    const files = paths(
      'index.ts',
      'a.ts',
      'view.tsx',
      'old.js',
      'old.ts',
      'lib/index.ts',
      'lib/b.ts',
      'deep/c.ts',
      'data.json',
      'style.css',
    )
    expect(pathOf(specifier, importer, files)).toBe(path)
  })

  test('a file before a folder of the same name', () => {
    expect(pathOf('./x', 'index.ts', paths('x.ts', 'x/index.ts'))).toBe('x.ts')
    expect(pathOf('./x/', 'index.ts', paths('x.ts', 'x/index.ts'))).toBe('x/index.ts')
  })
})

describe('a refused import hints at', () => {
  test.each([
    ['./Grete', "'./greet.ts'"],
    ['./greet.css', "'./greet.ts'"],
    ['./lib/greet.ts', "'./greet.ts'"],
    ['./note.txt?raw', "Leave out '?raw'"],
    ['.\\greet', "not with '\\'"],
    ['./greet\\x', "not with '\\'"],
    ['#internal', 'brings its own files'],
    ['@scope/name', 'brings its own files'],
    ['file:///etc/passwd', "Imports of 'file:' are closed"],
    ['//example.com/x.js', 'nothing from the network'],
    ['greet.ts', "Did you mean './greet.ts'"],
    ['', 'brings its own files'],
  ])('%s: %s', (specifier, hint) => {
    const found = resolveImport(specifier, 'index.ts', paths('index.ts', 'greet.ts', 'note.txt'))
    expect(found).toMatchObject({ ok: false })
    if (!found.ok) expect(found.hint).toContain(hint)
  })

  test('what can be imported, where the kind of file cannot', () => {
    const found = resolveImport('./logo.png', 'index.ts', paths('logo.png'))
    expect(found).toMatchObject({ ok: false, message: "'./logo.png' is of a kind that cannot be imported" })
  })
})

test('whatever is written, only files of the plugin come out, and every refusal says what to do', () => {
  const files = paths('index.ts', '__proto__.ts', 'constructor/index.js', 'a b/ü.json')
  const part = fc.constantFrom(
    '.',
    '..',
    '/',
    './',
    '../',
    '__proto__',
    'constructor',
    'a b',
    'ü',
    '.ts',
    ':',
    '\\',
    '?',
  )
  const specifier = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(specifier, fc.constantFrom(...files), (written, importer) => {
      const found = resolveImport(written, importer, files)
      if (found.ok) expect(files.has(found.path)).toBe(true)
      else expect([found.message, found.hint]).not.toContain('')
    }),
  )
})
