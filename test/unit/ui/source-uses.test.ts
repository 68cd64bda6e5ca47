import { describe, expect, it } from 'vitest'
import { usesOf, usesWithFailed } from '../../../src/ui/permissions/source-uses'

const index = (text: string) => [{ path: 'index.ts', text }]
const places = (capability: string, text: string) =>
  usesOf(capability, index(text)).map(({ line, column }) => `${line}:${column}`)

describe('where a plugin’s source uses a capability', () => {
  it('is told with its place and its line', () => {
    const text = 'export default {\n  async execute(_, ctx) {\n    return ctx.storage.get<number>("n")\n  },\n}'
    expect(usesOf('storage:read', index(text))).toEqual([
      { file: 'index.ts', line: 3, column: 16, code: 'return ctx.storage.get<number>("n")' },
    ])
    expect(usesOf('storage:write', index(text))).toEqual([])
  })

  it('is found where the context was taken apart, and over two lines', () => {
    expect(places('storage:write', 'execute: (_, { storage }) => storage.set("a", 1)')).toEqual(['1:30'])
    expect(places('sql', 'await ctx.sql\n  .query("select 1")')).toEqual(['1:11'])
  })

  it('is neither in comments nor in texts', () => {
    const text =
      '// ctx.clock.now()\n/* ctx.clock.now() */ const a = "ctx.clock.now()"\nconst b = `${await ctx.clock.now()}`'
    expect(places('clock', text)).toEqual(['3:24'])
  })

  it('is not taken in by an address, which has two slashes', () => {
    expect(places('net:https://a.example', 'await ctx.net.fetch("https://a.example/x"); ctx.net.fetch(other)')).toEqual(
      ['1:11'],
    )
  })

  it('is where the origin or the secret is named, if it is', () => {
    const text =
      'ctx.secrets.get("A")\nctx.secrets.get("B")\nctx.net.fetch(\n  "https://b.example/")\nctx.net.fetch(url)'
    expect(places('secrets:B', text)).toEqual(['2:5'])
    expect(places('net:https://b.example', text)).toEqual(['3:5'])
    expect(places('net:https://c.example', text)).toEqual(['3:5', '5:5'])
  })

  it('is in no test, and in no other file', () => {
    const text = 'ctx.random.next()'
    const files = ['index.test.ts', 'README.md', 'deep/part.js'].map((path) => ({ path, text }))
    expect(usesOf('random', files).map(({ file }) => file)).toEqual(['deep/part.js'])
  })

  it('is not a member of another name', () => {
    expect(places('plugins:call', 'ctx.plugins.caller(); myplugins.call(); ctx.plugins.call("a", 1)')).toEqual(['1:45'])
  })
})

describe('the place of a use that failed', () => {
  const failed = { file: 'index.ts', line: 2, column: 3 }

  it('is the first', () => {
    const text = 'ctx.storage.get("a")\n  ctx.storage.get("b")'
    expect(usesWithFailed('storage:read', index(text), failed).map(({ line }) => line)).toEqual([2, 1])
    expect(usesWithFailed('storage:read', index(text), null).map(({ line }) => line)).toEqual([1, 2])
  })

  it('is the only one where the source hides the use', () => {
    const text = 'const { get } = ctx.storage\n  get("a")'
    expect(usesWithFailed('storage:read', index(text), failed)).toEqual([{ ...failed, code: 'get("a")' }])
    expect(usesWithFailed('storage:read', index(text), null)).toEqual([])
  })

  it('is none where the source has changed since', () => {
    expect(usesWithFailed('storage:read', index('get("a")'), failed)).toEqual([])
  })
})
