import { expect, test } from 'vitest'
import { execute, load, sandboxFor } from './opened'

const wish = { runtime: 'interpreter', limits: { memoryBytes: 16 * 2 ** 20 } } as const

async function interpreted(body: string) {
  const opened = await sandboxFor().open(wish)
  if (!opened.ok) throw new Error(opened.error.message)
  const loaded = await load(opened.value, `export default { execute(input, ctx) { ${body} } }`)
  if (!loaded.ok) throw new Error(loaded.error.message)
  return opened.value
}

test('a plugin is interpreted', async () => {
  const realm = await interpreted('return `Hello, ${input}!`')
  expect(await execute(realm, 'QuickJS')).toMatchObject({ ok: true, value: { output: 'Hello, QuickJS!' } })
})

test('what the editor offers and the interpreter has not is told as such', async () => {
  const realm = await interpreted('return input === 1 ? new Intl.NumberFormat("en") : nix')
  const asked = { input: 1, maxBytes: 1000, withinMs: 5000 }
  const together = [1, 2].map(() => realm.request('execute', asked).settled)
  for (const answer of [await execute(realm, 1), ...(await Promise.all(together))])
    expect(answer).toMatchObject({
      error: { code: 'EXECUTE', message: expect.stringContaining('Intl'), hint: expect.stringContaining('no Intl') },
    })
  expect(await execute(realm, 2)).not.toHaveProperty('error.hint')
})

test('more memory than the limit ends the instance', async () => {
  const realm = await interpreted('const all = []; for (;;) all.push(new Array(1000).fill(input))')
  const died = new Promise((resolve) => realm.on((event) => event.type === 'died' && resolve(event.fault)))
  expect(await execute(realm, 1)).toMatchObject({ ok: false, error: { code: 'MEMORY' } })
  expect(await died).toMatchObject({
    code: 'MEMORY',
    message: 'The plugin asked for more than its 16.78 MB of memory, and was ended.',
  })
})

test('deep recursion is a normal error, and the plugin goes on', async () => {
  const realm = await interpreted('const deeper = () => 1 + deeper(); return input === 1 ? deeper() : "on"')
  expect(await execute(realm, 1)).toMatchObject({
    error: { code: 'EXECUTE', message: 'RangeError: Maximum call stack size exceeded' },
  })
  expect(await execute(realm, 2)).toMatchObject({ value: { output: 'on' } })
})

test.for([
  ['a loop', 'for (let n = 0; ; ) n = Math.max(n, 1)'],
  ['a regular expression that takes years', 'return /^(a|a)*$/.test("a".repeat(60) + "b")'],
  ['a loop after an await', 'return (async () => { await null; for (let n = 0; ; ) n = Math.max(n, 1) })()'],
])('%s is interrupted at its deadline, with its line, and the plugin goes on', async ([, body]) => {
  const realm = await interpreted(`if (input === 2) return "on"\n${body ?? ''}`)
  const call = realm.request('execute', { input: 1, maxBytes: 1000, withinMs: 300 })
  expect(await call.settled).toMatchObject({ error: { code: 'TIMEOUT', frames: [{ line: 2 }] } })
  expect(await execute(realm, 2)).toMatchObject({ value: { output: 'on' } })
})

test('the deadline of a call that was answered with others is over with it', async () => {
  const realm = await interpreted(
    'const until = performance.now() + input; while (performance.now() < until); return "on"',
  )
  const short = { input: 0, maxBytes: 1000, withinMs: 50 }
  const together = [realm.request('execute', short), realm.request('execute', short)]
  expect(await Promise.all(together.map(({ settled }) => settled))).toMatchObject([{ ok: true }, { ok: true }])
  expect(await execute(realm, 150)).toMatchObject({ value: { output: 'on' } })
})

const spin = 'for (let n = 0; ; ) n = Math.max(n, 1)'

test.for([
  ['a loop in a reply', 'await ctx.plugins.call("other", 1)'],
  ['a loop in a timer', 'await new Promise((resolve) => setTimeout(resolve, 1))'],
])('%s is interrupted in the name of its own call', async ([, first]) => {
  const realm = await interpreted(`return (async () => {
    if (input === 'on') return 'on'
    ${first ?? ''}
    ${spin} })()`)
  realm.serve(() => Promise.resolve({ ok: true, value: 1 }))
  const spins = realm.request('execute', { input: 'spins', maxBytes: 1000, withinMs: 300 })
  const other = realm.request('execute', { input: 'on', maxBytes: 1000, withinMs: 10_000 })
  expect(await other.settled).toMatchObject({ value: { output: 'on' } })
  expect(await spins.settled).toMatchObject({ error: { code: 'TIMEOUT', frames: [{ line: 4 }] } })
  expect(await execute(realm, 'on')).toMatchObject({ value: { output: 'on' } })
})

test('every call that hung on what was interrupted is answered, and no other', async () => {
  const realm = await interpreted(`if (input === 'on') return 'on'
    if (input === 'waits') return new Promise((resolve) => ctx.signal.addEventListener('abort', () => resolve('waited')))
    const before = globalThis.before
    globalThis.before = input === 'spins' ? ctx.plugins.call('other', 1).then(() => { ${spin} }) : null
    return (before ?? globalThis.before).then(() => 'never')`)
  realm.serve(() => Promise.resolve({ ok: true, value: 1 }))
  const request = (input: string, withinMs: number) => realm.request('execute', { input, maxBytes: 1000, withinMs })
  const waits = request('waits', 10_000)
  const spins = request('spins', 300)
  const next = request('next', 10_000)
  expect(await spins.settled).toMatchObject({
    error: { code: 'TIMEOUT', message: expect.stringContaining('longer than 300 ms') },
  })
  expect(await next.settled).toMatchObject({
    error: { code: 'TIMEOUT', message: expect.stringContaining('hung on another') },
  })
  expect(await execute(realm, 'on')).toMatchObject({ value: { output: 'on' } })
  waits.abort('cancelled')
  expect(await waits.settled).toMatchObject({ value: { output: 'waited' } })
})

test('built-ins that nest deeper than what runs the interpreter can bear end the instance, and nothing else', async () => {
  const realm = await interpreted('return JSON.parse("[".repeat(1e6))')
  const died = new Promise((resolve) => realm.on((event) => event.type === 'died' && resolve(event.fault)))
  expect(await execute(realm)).toMatchObject({ ok: false, error: { code: 'CRASHED' } })
  expect(await died).toMatchObject({ code: 'CRASHED', message: expect.stringMatching(/^The interpreter broke down: /) })
})

test.for([
  ['a callback', 'const deeper = () => [1].map(deeper); deeper()'],
  ['a getter', 'const o = { get x() { return o.x } }; o.x'],
  ['a constructor', 'class A { x = new A() } new A()'],
  ['an iterator', 'const deeper = () => [...{ *[Symbol.iterator]() { yield* deeper() } }]; deeper()'],
])('deep recursion through %s is a normal error', async ([, body]) => {
  const realm = await interpreted(`if (input === 2) return "on"; ${body ?? ''}`)
  expect(await execute(realm, 1)).toMatchObject({
    error: { code: 'EXECUTE', message: 'RangeError: Maximum call stack size exceeded' },
  })
  expect(await execute(realm, 2)).toMatchObject({ value: { output: 'on' } })
})

// How deep the machine's own stack goes depends on how well the browser has compiled the wasm by then.
test('deep recursion through a Proxy is a normal error, or ends the instance, and nothing else', async () => {
  const realm = await interpreted(
    'const p = new Proxy({}, { get: (target, key, self) => Reflect.get(self, key, self) }); return p.x',
  )
  const fault = await execute(realm)
  expect(fault).toMatchObject({
    ok: false,
    error: { code: expect.stringMatching(/^(EXECUTE|CRASHED)$/), message: expect.stringContaining('call stack') },
  })
})
