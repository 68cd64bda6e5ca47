import { describe, expect, test } from 'vitest'
import {
  filePathProblem,
  parsePath,
  parsePluginName,
  pathProblem,
  pluginNameProblem,
} from '../../../src/workspace/path-rules'
import { WorkspaceError } from '../../../src/workspace/workspace-error'

const good = [
  'greeter/index.ts',
  'a/b',
  'word-count/lib/deep/er/table.ts',
  '9/plugin.json',
  'greeter/constructor.ts',
  'greeter/.hidden',
  'greeter/Ünï çödé 漢字.ts',
  'greeter/a..b.ts',
  `${'a'.repeat(64)}/${'b'.repeat(100)}`,
]

const bad: readonly (readonly [path: string, says: RegExp])[] = [
  ['', /empty/],
  ['index.ts', /<plugin>\/<file>/],
  ['/greeter/index.ts', /may not begin/],
  ['//x', /may not begin/],
  ['C:\\greeter\\index.ts', /Write "\/"/],
  ['greeter\\index.ts', /Write "\/"/],
  ['greeter/', /needs a name/],
  ['greeter/lib/', /empty name/],
  ['greeter//index.ts', /begin with/],
  ['greeter/a//b.ts', /empty name/],
  ['../index.ts', /cannot be a plugin/],
  ['greeter/../other/index.ts', /"\.\." is not allowed/],
  ['greeter/./index.ts', /"\." is not allowed/],
  ['greeter/..', /"\.\." is not allowed/],
  ['__proto__/index.ts', /reserved/],
  ['constructor/index.ts', /reserved/],
  ['prototype/index.ts', /reserved/],
  ['greeter/__proto__', /reserved/],
  ['greeter/lib/constructor', /reserved/],
  ['Greeter/index.ts', /lower case/],
  ['greeter_2/index.ts', /lower case/],
  ['grée/index.ts', /lower case/],
  [`${'a'.repeat(65)}/index.ts`, /64 characters/],
  [`greeter/${'b'.repeat(101)}`, /100 characters/],
  [`greeter/${'b/'.repeat(120)}c`, /240 characters/],
  ['greeter/a/b/c/d/e/f/g/h/i.ts', /8 deep/],
  ['greeter/a\u0000.ts', /control/],
  ['greeter/a\nb.ts', /control/],
  ['greeter/a\u007f.ts', /control/],
  ['greeter/\u202egnp.ts', /control/],
  ['greeter/\ud800.ts', /control/],
  ['greeter/a:b.ts', /not every computer/],
  ['greeter/what?.ts', /not every computer/],
  ['greeter/ index.ts', /space/],
  ['greeter/index.ts ', /space/],
  ['greeter/index.', /dot/],
]

describe('path rules', () => {
  test.each(good)('%j is allowed', (path) => {
    expect(pathProblem(path)).toBeNull()
    const { plugin, file } = parsePath(path)
    expect(`${plugin}/${file}`).toBe(path)
  })

  test.each(bad)('%j is refused', (path, says) => {
    expect(pathProblem(path)).toMatch(says)
    expect(() => parsePath(path)).toThrow(WorkspaceError)
    expect(() => parsePath(path)).toThrow(expect.objectContaining({ code: 'BAD_PATH' }))
  })

  test('what is no text is refused', () => {
    expect(() => parsePath(undefined)).toThrow(WorkspaceError)
    expect(() => parsePath({ toString: () => 'greeter/index.ts' })).toThrow(WorkspaceError)
    expect(() => parsePluginName(7)).toThrow(WorkspaceError)
  })

  test.each(['9', '2048-game', '-', '-greeter'])('%j is no name for a plugin, but a folder that is kept', (name) => {
    expect(pluginNameProblem(name)).toMatch(/begins with a letter.+Put one in front/)
    expect(() => parsePluginName(name)).toThrow(expect.objectContaining({ code: 'BAD_PATH' }))
    expect(pathProblem(`${name}/index.ts`)).toBeNull()
  })

  test('a path within a plugin follows the same rules', () => {
    expect(filePathProblem('lib/table.ts')).toBeNull()
    expect(filePathProblem('../x.ts')).toMatch(/not allowed/)
  })

  test('a name in a message is cut, and its control characters are visible', () => {
    const problem = pathProblem(`${'x\u001b'.repeat(50)}/index.ts`)
    expect(problem).not.toContain('\u001b')
    expect(problem?.length).toBeLessThan(240)
  })
})
