import { expect, test } from 'vitest'
import { execute, faultOf, isInterpreted, load, openRealm, outputOf, realmRunning, request } from './opened'

async function warningsOf(body: string) {
  const result = await execute(await realmRunning(body))
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

test.for([
  ['a function', 'return { a: { b: [1, 2, 3, () => 4] } }', '$.a.b[3] is a function'],
  ['a function alone', 'return () => 1', '$ is a function'],
  ['a symbol', 'return { "odd key": Symbol("s") }', '$["odd key"] is Symbol(s)'],
  ['a function in a map', 'return { m: new Map([["k", () => 1]]) }', '$.m.get(k) is a function'],
  ['a promise', 'return { p: Promise.resolve(1) }', '$.p is an object of a kind that cannot be copied'],
  // The interpreter has no message ports: a plugin there can make none.
  ...(isInterpreted
    ? []
    : [['a message port', 'return [new MessageChannel().port1]', '$[0] is an object of a kind that cannot be copied']]),
  ['an abort signal', 'return { s: ctx.signal }', '$.s is an object of a kind that cannot be copied'],
  ['a Proxy', 'return { p: new Proxy({}, {}) }', '$.p is an object of a kind that cannot be copied'],
  ['a weak map', 'return new WeakMap()', '$ is an object of a kind that cannot be copied'],
])('%s is refused with its path', async ([, body, message]) => {
  expect(await faultOf(body ?? '')).toMatchObject({
    code: 'CLONE',
    message: `${message}, which cannot leave the plugin.`,
  })
})

test('a getter that throws is a CLONE fault', async () => {
  expect(await faultOf('return { a: { get x() { throw new Error("no") } } }')).toMatchObject({ code: 'CLONE' })
})

test('plain data, dates, maps, sets and buffers arrive as they are', async () => {
  const output = await outputOf(
    'return { d: new Date(5), m: new Map([[1, { a: 1 }]]), s: new Set(["x"]), b: new Uint8Array([1, 2]), n: null, u: undefined, i: 3n, e: new RangeError("r"), r: /x/g }',
  )
  expect(output).toEqual({
    d: new Date(5),
    m: new Map([[1, { a: 1 }]]),
    s: new Set(['x']),
    b: new Uint8Array([1, 2]),
    n: null,
    u: undefined,
    i: 3n,
    e: new RangeError('r'),
    r: /x/g,
  })
})

test('a blob arrives with its type and bytes, and goes in', async () => {
  const realm = await realmRunning('return new Blob([input, "!"], { type: "text/plain" })')
  const result = await execute(realm, new Blob(['héllo']))
  const output: unknown = result.ok ? result.value.output : null
  expect(output).toBeInstanceOf(Blob)
  if (!(output instanceof Blob)) return
  expect([output.type, await output.text()]).toEqual(['text/plain', 'héllo!'])
})

test('nothing known warns', async () => {
  const { warnings } = await warningsOf(
    'return [new Date(), new Map(), new Set(), new Uint8Array(), [], {}, Object.create(null), new TypeError("x"), /x/, new ArrayBuffer(1), new Blob([])]',
  )
  expect(warnings).toEqual([])
})

test('a class instance arrives plain, with a warning that names it', async () => {
  expect(
    await warningsOf('class Point { x = 1 } class Names extends Map {} return { at: new Point(), n: new Names() }'),
  ).toEqual({
    output: { at: { x: 1 }, n: new Map() },
    warnings: [
      '$.at is an instance of Point; it arrived as a plain object.',
      '$.n is an instance of Names; it arrived as a plain Map.',
    ],
  })
})

test('many class instances give few warnings', async () => {
  const { warnings } = await warningsOf('class P {} return Array.from({ length: 1000 }, () => new P())')
  expect(warnings).toHaveLength(6)
  expect(warnings[5]).toBe('995 more class instances arrived plain.')
})

test.for([
  ['a text', 'return "x".repeat(2e6)', 'The output takes about 2 MB; the limit is 1 MB.'],
  ['a buffer', 'return { b: new ArrayBuffer(1e8) }', 'The output takes about 100 MB; the limit is 1 MB.'],
  [
    'a part of a buffer',
    'return new Uint8Array(new ArrayBuffer(1e8), 0, 1)',
    'The output takes about 100 MB; the limit is 1 MB.',
  ],
  [
    'a view of a buffer',
    'return [new DataView(new ArrayBuffer(1e8), 5, 1)]',
    'The output takes about 100 MB; the limit is 1 MB.',
  ],
  ['a long list', 'return new Array(1e9)', 'The output takes about 8000 MB; the limit is 1 MB.'],
  [
    'many small things',
    'return Array.from({ length: 40000 }, (_, i) => ({ i }))',
    'The output takes about 1.64 MB; the limit is 1 MB.',
  ],
])('%s that is too large is refused with both sizes', async ([, body, message]) => {
  expect(await faultOf(body ?? '', 1_000_000)).toEqual({ code: 'OUTPUT', message })
})

test('a cyclic output arrives cyclic', async () => {
  const output = (await outputOf('const a = { n: 1 }; a.self = a; return a')) as { self: unknown }
  expect(output.self).toBe(output)
})

const nested = (depth: number | string) => `let a = {}; for (let i = 0; i < ${depth}; i++) a = { a }; return a`

/** How many levels down the objects go, and what stands at the end. */
function depthOf(output: unknown): { depth: number; end: unknown } {
  let depth = 0
  let end = output
  while (typeof end === 'object' && end !== null && 'a' in end) {
    end = end.a
    depth++
  }
  return { depth, end }
}

test('a deep output arrives whole', async () => {
  const { output, warnings } = await warningsOf(nested(1000))
  expect(depthOf(output)).toEqual({ depth: 1000, end: {} })
  expect(warnings).toEqual([])
})

test('an output that is too deep arrives down to a depth, with a note and a warning', async () => {
  const realm = await realmRunning(nested('input'))
  for (const levels of [10_000, 200_000]) {
    const result = await execute(realm, levels, 1e9)
    if (!result.ok) throw new Error(result.error.message)
    expect(depthOf(result.value.output)).toEqual({ depth: 1001, end: '… cut off: more than 1000 levels deep' })
    expect(result.value.warnings).toEqual([
      'The output is nested more than 1000 levels deep; what is deeper was cut off.',
    ])
  }
})

test('what is cut keeps its kinds, its cycles and what one finds in two places', async () => {
  const output = (await outputOf(`
    Object.defineProperty(Object.prototype, 'list', { set() { throw new Error('mine') } })
    class Point { x = 1 }
    const deep = (() => { ${nested(2000)} })()
    const whole = { deep, at: new Point(), map: new Map([['k', [deep]]]), set: new Set([1]), date: new Date(0), holes: [1, , 3] }
    whole.self = whole
    Object.defineProperty(whole, 'list', { value: [whole], enumerable: true })
    return whole
  `)) as Record<string, unknown>
  expect(output['self']).toBe(output)
  expect((output['list'] as unknown[])[0]).toBe(output)
  expect((output['map'] as Map<string, unknown[]>).get('k')?.[0]).toBe(output['deep'])
  expect(output).toMatchObject({ at: { x: 1 }, set: new Set([1]), date: new Date(0) })
  expect(Object.keys(output['holes'] as object)).toEqual(['0', '2'])
})

test('a part that cannot cross is told of a deep output too', async () => {
  expect(await faultOf(`const a = (() => { ${nested(2000)} })(); return { a, f() {} }`)).toEqual({
    code: 'CLONE',
    message: '$.f is a function, which cannot leave the plugin.',
  })
})

test('an input changed by one call is seen by no other', async () => {
  const realm = await realmRunning('input.seen = (input.seen ?? 0) + 1; return input.seen')
  const input = { seen: 0 }
  const results = await Promise.all([execute(realm, input), execute(realm, input)])
  expect(results.map((result) => result.ok && result.value.output)).toEqual([1, 1])
  expect(input).toEqual({ seen: 0 })
})

test('an input that cannot be copied is an INPUT fault', async () => {
  expect(await execute(await realmRunning('return 1'), () => 1)).toMatchObject({ ok: false, error: { code: 'INPUT' } })
})

test('a snapshot that cannot cross is a STATE fault', async () => {
  const code = (body: string) => `export default { execute() {}, snapshot() { ${body} } }`
  for (const [body, message] of [
    ['return { f() {} }', '$.f is a function, which cannot leave the plugin.'],
    ['return "x".repeat(5000)', 'The state takes about 5000 bytes; the limit is 1000 bytes.'],
    ['throw new Error("no")', 'no'],
  ] as const) {
    const fresh = await openRealm()
    await load(fresh, code(body))
    expect(await request(fresh, 'snapshot', { maxBytes: 1000 })).toMatchObject({
      ok: false,
      error: { code: 'STATE', message },
    })
  }
})
