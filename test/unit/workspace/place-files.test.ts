import { describe, expect, test } from 'vitest'
import { placeFiles } from '../../../src/workspace/place-files'

const manifest = (name: string): string => JSON.stringify({ name })
const place = (files: Record<string, string>, fallback = 'My Plugin (1).zip') => {
  const { files: placed, plugins, skipped } = placeFiles(new Map(Object.entries(files)), fallback)
  return { placed: [...placed.keys()].sort(), plugins, skipped: skipped.map(({ path }) => path) }
}

describe('placing files from outside', () => {
  test('an export of several plugins comes back as it was', () => {
    expect(
      place({ 'a/plugin.json': manifest('a'), 'a/index.ts': '', 'b/plugin.json': manifest('a'), 'b/x.ts': '' }),
    ).toEqual({ placed: ['a/index.ts', 'a/plugin.json', 'b/plugin.json', 'b/x.ts'], plugins: ['a', 'b'], skipped: [] })
  })

  test('a plugin without its manifest comes along with the others', () => {
    expect(place({ 'a/plugin.json': manifest('a'), 'b/x.ts': '' }).plugins).toEqual(['a', 'b'])
    expect(place({ 'a/x.ts': '', 'b/x.ts': '' }).plugins).toEqual(['a', 'b'])
  })

  test('a common top folder is stripped', () => {
    expect(
      place({ 'repo-main/plugins/a/plugin.json': manifest('a'), 'repo-main/plugins/a/lib/x.ts': '' }).placed,
    ).toEqual(['a/lib/x.ts', 'a/plugin.json'])
  })

  test('a single plugin is named by its manifest', () => {
    expect(place({ 'greeter-main/plugin.json': manifest('greeter'), 'greeter-main/index.ts': '' }).plugins).toEqual([
      'greeter',
    ])
    expect(place({ 'plugin.json': manifest('greeter'), 'lib/x.ts': '' }).placed).toEqual([
      'greeter/lib/x.ts',
      'greeter/plugin.json',
    ])
  })

  test('files at the top without a name take the archive’s', () => {
    expect(place({ 'index.ts': '', 'plugin.json': 'not JSON' }).plugins).toEqual(['my-plugin-1'])
    expect(place({ 'index.ts': '' }, '….zip').plugins).toEqual(['imported'])
    expect(place({ 'index.ts': '' }, '2048.zip').plugins).toEqual(['plugin-2048'])
  })

  test('what is outside of every plugin is named', () => {
    const { plugins, skipped } = place({ 'repo/README.md': '', 'repo/plugins/a/plugin.json': manifest('a') })
    expect(plugins).toEqual(['a'])
    expect(skipped).toEqual(['repo/README.md'])
  })

  test('pipelines stand beside the plugins, and within one are a file of it', () => {
    const pipelines = (files: Record<string, string>) => placeFiles(new Map(Object.entries(files)), 'all.zip')
    const text = '{}'
    expect(pipelines({ 'pipelines.json': text })).toMatchObject({ pipelines: text, plugins: [], skipped: [] })
    const beside = { 'all/pipelines.json': text, 'all/a/plugin.json': manifest('a'), 'all/b/x.ts': '' }
    expect(pipelines(beside)).toMatchObject({ pipelines: text, plugins: ['a', 'b'], skipped: [] })
    const within = pipelines({ 'pipelines.json': text, 'plugin.json': manifest('a') })
    expect([...within.files.keys()]).toEqual(['a/pipelines.json', 'a/plugin.json'])
    expect(within.pipelines).toBeNull()
  })

  test('names that are not allowed are named, and the rest is placed', () => {
    const { placed, skipped } = place({
      'a/plugin.json': manifest('a'),
      'a/constructor': '',
      'Bad Name/x.ts': '',
      '__proto__/x.ts': '',
      '9-lives/x.ts': '',
    })
    expect(placed).toEqual(['a/plugin.json'])
    expect(skipped).toHaveLength(4)
  })
})
