import { afterAll, describe, expect, test } from 'vitest'
import { createCompiler, type CompilerProgress } from '../../../src/compiler/compiler'
import type { CompileResult, PluginSource } from '../../../src/kernel/ports'

const compiler = createCompiler()
afterAll(() => compiler.dispose())

let plugins = 0
function plugin(files: Record<string, string>, name = `plugin-${++plugins}`): PluginSource {
  return { name, files }
}

function compiled(result: CompileResult | null): Extract<CompileResult, { ok: true }> {
  if (result === null) throw new Error('superseded')
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.problems)}`)
  return result
}

function refused(result: CompileResult | null) {
  if (result === null || result.ok) throw new Error(`not refused: ${JSON.stringify(result)}`)
  return result.problems
}

/** The default export, which must be plain data. In a worker: the page's own policy forbids to import a blob. */
async function run(code: string): Promise<unknown> {
  const script = code.replace(/export \{\s*(\S+) as default\s*\};\s*$/, 'postMessage($1)')
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const worker = new Worker(url, { type: 'module' })
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = (event) => reject(new Error(event.message))
    })
  } finally {
    worker.terminate()
    URL.revokeObjectURL(url)
  }
}

async function outputOf(files: Record<string, string>, main = 'index.ts'): Promise<unknown> {
  const { module } = compiled(await compiler.compile(plugin(files), main))
  return run(module.code)
}

describe('what a plugin may be made of', () => {
  test('TypeScript that uses the SDK becomes one module without imports', async () => {
    const { module, warnings } = compiled(
      await compiler.compile(
        plugin({
          'index.ts': `import { definePlugin, type Context } from 'hotplug'
            const greeter = definePlugin({ execute: (name: string, _ctx?: Context) => \`Hello, \${name}!\` })
            export default greeter.execute('Ada')`,
        }),
        'index.ts',
      ),
    )
    expect(warnings).toEqual([])
    expect(module.code).not.toMatch(/^import\b/m)
    expect(await run(module.code)).toBe('Hello, Ada!')
  })

  test('imports find files by extension, by index, by their compiled name and in parent folders', async () => {
    const files = {
      'index.ts': `import a from './a'; import b from './b.js'; import { c } from './dir'; import d from './deep/d'
        export default [a, b, c, d]`,
      'a.ts': `export default 'a'`,
      'b.ts': `export default 'b'`,
      'dir/index.ts': `export { default as c } from '../c.tsx'`,
      'c.tsx': `export default 'c'`,
      'deep/d.js': `import up from '../a'; export default 'd' + up`,
    }
    expect(await outputOf(files)).toEqual(['a', 'b', 'c', 'da'])
  })

  test('JSON arrives as data, CSS and text as strings', async () => {
    const files = {
      'index.ts': `import data from './data.json'; import css from './style.css'; import text from './note.txt'
        export default [data.list, css, text]`,
      'data.json': '{ "list": [1, 2] }',
      'style.css': 'a { color: red }',
      'note.txt': 'grüße 🚀',
    }
    expect(await outputOf(files)).toEqual([[1, 2], 'a { color: red }', 'grüße 🚀'])
  })

  test("JSX calls the plugin's own h", async () => {
    const files = {
      'index.tsx': `import { h } from './h'; export default <p class="x">hi</p>`,
      'h.ts': `export const h = (tag: string, props: object | null, ...children: unknown[]) => ({ tag, props, children })`,
    }
    expect(await outputOf(files, 'index.tsx')).toEqual({ tag: 'p', props: { class: 'x' }, children: ['hi'] })
  })

  test('files and keys may be called __proto__ and constructor', async () => {
    const files = Object.fromEntries([
      ['index.ts', `import p from './__proto__'; import c from './constructor'; export default [p, c]`],
      ['__proto__.ts', `export default 'proto'`],
      ['constructor.ts', `export default 'constructor'`],
      ['__proto__', 'not code'],
    ])
    expect(await outputOf({ ...files, 'toString.json': '{"__proto__": 1}' })).toEqual(['proto', 'constructor'])
    const missing = refused(await compiler.compile(plugin({ 'index.ts': `import './toString'` }), 'index.ts'))
    expect(missing[0]?.message).toContain("no file 'toString'")
  })
})

describe('what is refused', () => {
  test.each([
    ['lodash', "'lodash' cannot be imported", /brings its own files/],
    ['https://example.com/a.js', 'cannot be imported', /nothing from the network/],
    ['http://example.com/a.js', 'cannot be imported', /nothing from the network/],
    ['data:text/javascript,1', 'cannot be imported', /closed/],
    ['blob:x', 'cannot be imported', /closed/],
    ['node:fs', 'cannot be imported', /Node\.js/],
    ['fs', 'cannot be imported', /Node\.js/],
    ['../outside', "leaves the plugin's folder", /only its own files/],
    ['./missing', "no file 'missing'", /Make the file first/],
    ['/helper', 'cannot be imported', /Did you mean '\.\/helper'/],
    ['helper', 'cannot be imported', /Did you mean '\.\/helper'/],
    ['./Helpr', "no file 'Helpr'", /Did you mean '\.\/helper\.ts'/],
    ['hotplug/jsx-runtime', 'cannot be imported', /from 'hotplug'/],
  ])('an import of %s, at its place and with a hint', async (specifier, message, hint) => {
    const text = `// ä\nimport x from '${specifier}'\nexport default x`
    const [problem] = refused(
      await compiler.compile(plugin({ 'index.ts': text, 'helper.ts': 'export default 1' }), 'index.ts'),
    )
    expect(problem).toMatchObject({ severity: 'error', file: 'index.ts', line: 2, column: 15 })
    expect(problem?.endColumn).toBe(15 + specifier.length + 2)
    expect(problem?.message).toContain(message)
    expect(problem?.hint).toMatch(hint)
  })

  test('a syntax error stands at its UTF-16 column', async () => {
    const [problem] = refused(
      await compiler.compile(plugin({ 'index.ts': `const s = 'äöü😀'; const q = ;` }), 'index.ts'),
    )
    expect(problem).toMatchObject({ file: 'index.ts', line: 1, column: 30, endColumn: 31 })
  })

  test('what esbuild adds in its notes is told, with places as the author knows them', async () => {
    const [problem] = refused(await compiler.compile(plugin({ 'index.ts': 'const x = 1\nx = 2' }), 'index.ts'))
    expect(problem?.message).toContain('was declared a constant here (index.ts:1)')
    expect(problem?.hint).toContain("'let'")
  })

  test('an export that is not there is told with the file that lacks it', async () => {
    const files = { 'index.ts': `import { b } from './a'; export default b`, 'a.ts': 'export const a = 1' }
    const [problem] = refused(await compiler.compile(plugin(files), 'index.ts'))
    expect(problem?.message).toBe('No matching export in "a.ts" for import "b"')
  })

  test('a main that does not exist is told in plugin.json, at its line', async () => {
    const files = { 'plugin.json': '{\n  "name": "x",\n  "main": "indx.ts"\n}', 'index.ts': 'export default 1' }
    const [problem] = refused(await compiler.compile(plugin(files), 'indx.ts'))
    expect(problem).toMatchObject({ file: 'plugin.json', line: 3, column: 3 })
    expect(problem?.hint).toContain("'./index.ts'")
  })

  test('more than 1 MB of source is told with its size', async () => {
    const files = { 'index.ts': 'export default 1', 'data.json': `"${'x'.repeat(1_500_000)}"` }
    const [problem] = refused(await compiler.compile(plugin(files), 'index.ts'))
    expect(problem).toMatchObject({ file: 'data.json', line: 1 })
    expect(problem?.message).toContain('1.5 MB')
  })

  test('an import that is only known at run time is a warning', async () => {
    const text = `export default (name: string) => import(name)`
    const { warnings } = compiled(await compiler.compile(plugin({ 'index.ts': text }), 'index.ts'))
    expect(warnings).toMatchObject([{ severity: 'warning', file: 'index.ts', line: 1 }])
  })

  test('an import of a pattern is refused', async () => {
    const text = 'export default (name: string) =>\n  import(`./${name}.ts`)'
    const [problem] = refused(await compiler.compile(plugin({ 'index.ts': text }), 'index.ts'))
    expect(problem).toMatchObject({ severity: 'error', file: 'index.ts', line: 2, column: 3 })
    expect(problem?.hint).toContain("import('./one')")
  })
})

describe('source maps', () => {
  test('a place in the code leads to the place in the file that it came from', async () => {
    const files = {
      'index.ts': `import { fail } from './lib/fail'\n\nexport default fail`,
      'lib/fail.ts': `interface Options { deep: boolean }\n\nexport function fail(_o: Options): never {\n  throw new Error('wörld')\n}`,
    }
    const { module } = compiled(await compiler.compile(plugin(files), 'index.ts'))
    const lines = module.code.split('\n')
    const line = lines.findIndex((text) => text.includes('throw new Error'))
    const column = lines[line]!.indexOf('new Error')
    expect(await module.locate(line + 1, column + 1)).toEqual({ file: 'lib/fail.ts', line: 4, column: 9 })
    expect(await module.locate(0, 1)).toBeNull()
    expect(await module.locate(100_000, 1)).toBeNull()
  })

  test('a place in what the SDK brings in belongs to no file', async () => {
    const text = `import { definePlugin } from 'hotplug'\nexport default definePlugin({ execute: () => 1 })`
    const { module } = compiled(await compiler.compile(plugin({ 'index.ts': text }), 'index.ts'))
    const line = module.code.split('\n').findIndex((each) => each.includes('function definePlugin'))
    expect(line).toBeGreaterThanOrEqual(0)
    expect(await module.locate(line + 1, 10)).toBeNull()
  })

  test('the same content gives the same code with and without a map', async () => {
    const text = Array.from({ length: 200 }, (_, i) => `export const f${i} = (x: number) => x + ${i}`).join('\n')
    const { module } = compiled(
      await compiler.compile(plugin({ 'index.ts': `${text}\nexport default { ü: f1, f2 }` }), 'index.ts'),
    )
    const last = module.code.split('\n').findIndex((each) => each.includes('var f199'))
    expect(await module.locate(last + 1, 5)).toMatchObject({ file: 'index.ts', line: 200 })
  })
})

describe('which compiles are made', () => {
  test('the same content comes from the cache, as the same module, whatever else changed', async () => {
    const files = { 'index.ts': 'export default 1', 'README.md': 'one' }
    const source = plugin(files)
    const first = compiled(await compiler.compile(source, 'index.ts'))
    const again = compiled(await compiler.compile(plugin({ ...files, 'README.md': 'two' }, source.name), 'index.ts'))
    expect([first.cached, again.cached]).toEqual([false, true])
    expect(again.module).toBe(first.module)
  })

  test('a file that appears can change what an import means', async () => {
    const files = { 'index.ts': `import x from './x'; export default x`, 'x/index.ts': `export default 'folder'` }
    const source = plugin(files)
    const first = compiled(await compiler.compile(source, 'index.ts'))
    expect(await run(first.module.code)).toBe('folder')
    const next = plugin({ ...files, 'x.ts': `export default 'file'` }, source.name)
    const second = compiled(await compiler.compile(next, 'index.ts'))
    expect(await run(second.module.code)).toBe('file')
    const third = compiled(await compiler.compile(plugin(files, source.name), 'index.ts'))
    expect(third.cached).toBe(true)
  })

  test('the newest of those that wait wins', async () => {
    const name = 'typed'
    const versions = [1, 2, 3, 4].map((n) => plugin({ 'index.ts': `export default ${n}` }, name))
    const results = await Promise.all(versions.map((source) => compiler.compile(source, 'index.ts')))
    expect(results.map((result) => result !== null)).toEqual([true, false, false, true])
    expect(await run(compiled(results[3] ?? null).module.code)).toBe(4)
  })

  test('an older one that takes longer to look over does not come after a newer one', async () => {
    const [older, newer] = [1, 2].map((n) => plugin({ 'index.ts': `export default ${n}` }, 'looked-over'))
    const results = await Promise.all([compiler.compile(older!, 'index'), compiler.compile(newer!, 'index.ts')])
    expect(results.map((result) => result !== null)).toEqual([false, true])
  })

  test('the same content while it is compiled is the same promise', () => {
    const source = plugin({ 'index.ts': 'export default "same"' })
    expect(compiler.compile(source, 'index.ts')).toBe(compiler.compile({ ...source }, 'index.ts'))
  })

  test('files removed between two compiles are gone', async () => {
    const source = plugin({ 'index.ts': `import './a'`, 'a.ts': '' })
    compiled(await compiler.compile(source, 'index.ts'))
    const [problem] = refused(await compiler.compile(plugin({ 'index.ts': `import './a'` }, source.name), 'index.ts'))
    expect(problem?.message).toContain("no file 'a'")
  })

  test('more plugins at once than esbuild contexts are kept', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        compiler.compile(plugin({ 'index.ts': `export default ${i}` }, `many-${i}`), 'index.ts'),
      ),
    )
    const values = await Promise.all(results.map((result) => run(compiled(result).module.code)))
    expect(values).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  test('a primed build needs no esbuild', async () => {
    const fresh = createCompiler({ wasmUrl: '/nowhere.wasm' })
    const seen: CompilerProgress[] = []
    fresh.onProgress((progress) => seen.push(progress))
    const source = plugin({ 'index.ts': 'export default 1', 'README.md': '' })
    const map = '{"version":3,"sources":["plugin:index.ts"],"names":[],"mappings":"AAAA"}'
    fresh.prime(source, 'index.ts', {
      code: 'export default 1',
      inputs: ['index.ts'],
      loadMap: () => Promise.resolve(map),
    })
    const result = compiled(await fresh.compile(plugin({ ...source.files, 'README.md': 'x' }), 'index.ts'))
    expect(result).toMatchObject({ cached: true, module: { code: 'export default 1' } })
    expect(await result.module.locate(1, 1)).toEqual({ file: 'index.ts', line: 1, column: 1 })
    expect(seen).toEqual([])
    fresh.dispose()
  })
})
