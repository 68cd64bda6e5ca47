import { expect, test } from 'vitest'
import { createCompileCache, pathsOf, type CacheEntry } from '../../../src/compiler/compile-cache'

function entry(text: string, files = new Map([['index.ts', text]])): CacheEntry {
  const module = { code: text, locate: () => Promise.resolve(null) }
  return {
    main: 'index.ts',
    paths: pathsOf(files),
    inputs: new Map([['index.ts', text]]),
    result: { ok: true, module, warnings: [], cached: false },
  }
}

const find = (cache: ReturnType<typeof createCompileCache>, text: string) =>
  cache.find('index.ts', new Map([['index.ts', text]]))

test('what was found lately stays; what was not goes', () => {
  const cache = createCompileCache({ maxEntries: 2 })
  cache.add(entry('a'))
  cache.add(entry('b'))
  expect(find(cache, 'a')).toMatchObject({ ok: true, cached: true })
  cache.add(entry('c'))
  expect(find(cache, 'a')).not.toBeNull()
  expect(find(cache, 'b')).toBeNull()
})

test('the characters kept are bounded, but the newest stays whatever its size', () => {
  const cache = createCompileCache({ maxCharacters: 10 })
  cache.add(entry('aaaa'))
  cache.add(entry('b'))
  expect(find(cache, 'aaaa')).not.toBeNull()
  cache.add(entry('x'.repeat(50)))
  expect(find(cache, 'aaaa')).toBeNull()
  expect(find(cache, 'x'.repeat(50))).not.toBeNull()
})

test('another main or another set of files is another content', () => {
  const cache = createCompileCache()
  cache.add(entry('a'))
  const files = new Map([['index.ts', 'a']])
  expect(cache.find('other.ts', files)).toBeNull()
  expect(cache.find('index.ts', new Map([...files, ['more.ts', '']]))).toBeNull()
  expect(cache.find('index.ts', files)).not.toBeNull()
})
