import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf16Column } from '../../../src/compiler/bundling/diagnostics'
import { compileExample } from '../../../src/build/compile-example'

const encoder = new TextEncoder()

test('a column in bytes of UTF-8 becomes one in units of UTF-16, whatever the line holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      expect(utf16Column(before + after, encoder.encode(before).length)).toBe(before.length + 1)
    }),
  )
})

async function problemsOf(files: Record<string, string>) {
  const bundle = await compileExample(new Map(Object.entries(files)), 'index.ts')
  if (bundle.ok) throw new Error('compiled')
  return bundle.problems
}

test.each([
  ['export default {', /never closed/],
  ['const s = "abc\nexport default s', /^Close it/],
  ['const s = `abc', /backticks/],
  ['function f() { await 1 }\nexport default f', /'async'/],
  ['let a = 1\nlet a = 2\nexport default a', /another name/],
  ['export default 1\nexport default 2', /one default export/],
  ['import { nope } from "hotplug"\nexport default nope', /import type/],
  ['import { nope } from "./other"\nexport default nope', /Export it there/],
  ['import data from "./broken.json"\nexport default data', /stricter than JavaScript/],
])('%j is told with what to do', async (text, hint) => {
  const [problem] = await problemsOf({
    'index.ts': text,
    'other.ts': 'export const some = 1',
    'broken.json': '{ "a": 1, }',
  })
  expect(problem?.hint).toMatch(hint)
  expect(problem?.message).not.toMatch(/plugin:|hotplug:|esbuild|tsconfig/)
  expect(problem?.endColumn).toBeGreaterThan(problem?.column ?? 0)
})

test("JSX in a plain script is told to be renamed, without a word about a bundler's settings", async () => {
  const [problem] = await problemsOf({ 'index.ts': `import './view.js'`, 'view.js': 'export const a = <p>x</p>' })
  expect(problem).toMatchObject({ file: 'view.js', line: 1, column: 18 })
  expect(problem?.hint).toContain('.tsx')
  expect(problem?.message).not.toMatch(/loader|esbuild/)
})

test('a hundred problems are enough', async () => {
  const text = Array.from({ length: 300 }, (_, index) => `import 'package-${index}'`).join('\n')
  const problems = await problemsOf({ 'index.ts': text })
  expect(problems).toHaveLength(100)
})
