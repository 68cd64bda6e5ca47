import { loadExamples } from 'virtual:hotplug/examples'
import { afterAll, describe, expect, test } from 'vitest'
import { createCompiler } from '../../../src/compiler/compiler'

const examples = await loadExamples()
const compiler = createCompiler()
afterAll(() => compiler.dispose())

test('the examples are there, each with its manifest and all its files', () => {
  expect(examples.map(({ name }) => name)).toContain('greeter')
  for (const { files } of examples) {
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['plugin.json', 'README.md', 'index.test.ts']))
  }
})

describe.each(examples)('$name', ({ name, files, compiled }) => {
  test("the site's build makes the very code that the tab makes", async () => {
    const result = await compiler.compile({ name, files }, compiled!.main)
    expect(result).toMatchObject({ ok: true, warnings: [] })
    if (result?.ok === true) expect(result.module.code).toBe(compiled!.code)
  })

  test("the shipped map and the tab's agree on every line", async () => {
    const fresh = createCompiler()
    fresh.prime({ name, files }, compiled!.main, compiled!)
    const [shipped, made] = await Promise.all([
      fresh.compile({ name, files }, compiled!.main),
      compiler.compile({ name, files }, compiled!.main),
    ])
    if (shipped?.ok !== true || made?.ok !== true) throw new Error('does not compile')
    expect(shipped.cached).toBe(true)
    const lines = compiled!.code.split('\n').map((_, index) => index + 1)
    const places = await Promise.all(lines.map((line) => shipped.module.locate(line, 5)))
    expect(places).toEqual(await Promise.all(lines.map((line) => made.module.locate(line, 5))))
    expect(places.filter((place) => place !== null).length).toBeGreaterThan(0)
    fresh.dispose()
  })
})
