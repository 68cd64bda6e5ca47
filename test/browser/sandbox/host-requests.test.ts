import { expect, test } from 'vitest'
import type { Realm } from '../../../src/kernel/guest-port'
import type { HostAnswer, HostRequest } from '../../../src/kernel/host-port'
import { fail, ok } from '../../../src/kernel/result'
import { eventOf, eventsOf, execute, load, openRealm, realmRunning, request } from './opened'

/** Requests that nobody answers until the test does. */
function holdRequests(realm: Realm) {
  const asked: HostRequest[] = []
  const answers: Parameters<ConstructorParameters<typeof Promise<Awaited<ReturnType<HostAnswer>>>>[0]>[0][] = []
  let heard = () => {}
  realm.serve((one) => {
    asked.push(one)
    heard()
    return new Promise((resolve) => answers.push(resolve))
  })
  return {
    asked,
    answers,
    /** Resolves when so many have come in. */
    async count(most: number) {
      while (asked.length < most) await new Promise<void>((resolve) => (heard = resolve))
    },
  }
}

const echo: HostAnswer = async ({ params }) => ok(params.input)

function aborted(signal: AbortSignal | undefined): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve(signal.reason)
    signal?.addEventListener('abort', () => resolve(signal.reason))
  })
}

/** As a value, so that a test can look at it. */
const told = `const told = (error) => ({ isError: error instanceof Error, name: error.name, code: error.code, message: error.message })`

test('a plugin calls another one through the host, which hears who asks what in which call', async () => {
  const realm = await realmRunning('return ctx.plugins.call("titlecase", { name: input }).then((got) => ({ got }))')
  const asked: HostRequest[] = []
  realm.serve(async (one) => {
    asked.push(one)
    return ok(new Map([['title', 'Dr']]))
  })
  const call = realm.request('execute', { input: 'Ada', maxBytes: 1_000 })
  expect(await call.settled).toEqual({ ok: true, value: { output: { got: new Map([['title', 'Dr']]) }, warnings: [] } })
  expect(asked).toMatchObject([
    { method: 'plugins.call', params: { plugin: 'titlecase', input: { name: 'Ada' } }, call: call.id },
  ])
  expect(asked[0]?.signal.aborted).toBe(false)
})

test('a failure arrives with its code and message', async () => {
  const realm = await realmRunning('return ctx.plugins.call("slow").catch(told)', told)
  realm.serve(async () => fail({ code: 'TIMEOUT', message: 'execute took longer than 5 ms' }))
  expect(await execute(realm)).toMatchObject({
    value: {
      output: { isError: true, name: 'PluginCallError', code: 'TIMEOUT', message: 'execute took longer than 5 ms' },
    },
  })
})

test('a failure that the plugin does not catch is told at the line that asked', async () => {
  const realm = await realmRunning('\n\n  return ctx.plugins.call("missing")')
  realm.serve(async () => fail({ code: 'DEPENDENCY_MISSING', message: 'there is none' }))
  expect(await execute(realm)).toMatchObject({
    error: {
      code: 'EXECUTE',
      message: 'PluginCallError: there is none',
      frames: [{ functionName: expect.stringContaining('execute') as string, line: 4, column: 22 }],
    },
  })
})

test('without anybody to answer every request fails', async () => {
  const realm = await realmRunning('return ctx.plugins.call("x").catch(told)', told)
  expect(await execute(realm)).toMatchObject({ value: { output: { code: 'INTERNAL' } } })
})

test.for([
  ['"x", { a: { b: [1, () => 2] } }', 'CLONE', '$.a.b[1] is a function, which cannot leave the plugin.'],
  ['"x", { get a() { throw new Error("no") } }', 'CLONE', '$ cannot be read, which cannot leave the plugin.'],
  ['"x", deep', 'CLONE', 'The input is nested more than 1000 levels deep.'],
  ['"x", new ArrayBuffer(70_000_000)', 'INPUT', 'The input takes about 70 MB; the limit is 67 MB.'],
])('plugins.call(%s) fails at once with %s', async ([args, code, message]) => {
  const realm = await realmRunning(
    `let deep = null; for (let i = 0; i < 5000; i++) deep = { deep }; return ctx.plugins.call(${args}).catch(told)`,
    told,
  )
  const { asked } = holdRequests(realm)
  expect(await execute(realm)).toMatchObject({ value: { output: { name: 'PluginCallError', code, message } } })
  expect(asked).toEqual([])
})

test('a request that could not be sent leaves its ticket to the next', async () => {
  const realm = await realmRunning(
    `return (async () => {
       for (let i = 0; i < 200; i++) await ctx.plugins.call('x', () => i).catch(() => {})
       return ctx.plugins.call('x', input)
     })()`,
  )
  realm.serve(echo)
  expect(await execute(realm, 7)).toMatchObject({ value: { output: 7 } })
})

test("an aborted call's requests reject with the signal's reason, the host's signal is aborted, and a late answer is dropped", async () => {
  const realm = await realmRunning(
    `return ctx.plugins.call('x', 'asked').catch((error) => [error === ctx.signal.reason, error.name, error.message])`,
  )
  const events = eventsOf(realm)
  const { asked, answers, count } = holdRequests(realm)
  const call = realm.request('execute', { input: 1, maxBytes: 1_000 })
  await count(1)
  call.abort('too slow')
  expect(asked[0]?.signal.reason).toMatchObject({ name: 'AbortError', message: 'too slow' })
  answers[0]?.(ok('late'))
  expect(await call.settled).toMatchObject({ value: { output: [true, 'AbortError', 'too slow'] } })
  realm.serve(echo)
  expect(await execute(realm)).toMatchObject({ value: { output: 'asked' } })
  expect(events).toEqual([])
})

test('an aborted call asks no more', async () => {
  const realm = await realmRunning(
    `return new Promise((resolve) => ctx.signal.addEventListener('abort', () => resolve(ctx.plugins.call('x').catch(String))))`,
  )
  const { asked } = holdRequests(realm)
  const call = realm.request('execute', { input: 1, maxBytes: 1_000 })
  call.abort('stop')
  expect(await call.settled).toMatchObject({ value: { output: 'AbortError: stop' } })
  expect(asked).toEqual([])
})

test('what a call asked and did not await ends with it, and is told', async () => {
  const realm = await realmRunning('void ctx.plugins.call("x"); return 1')
  const { asked, count } = holdRequests(realm)
  const fault = eventOf(realm, 'fault')
  expect(await execute(realm)).toMatchObject({ value: { output: 1 } })
  await count(1)
  expect(await aborted(asked[0]?.signal)).toMatchObject({ name: 'AbortError' })
  expect((await fault).fault).toMatchObject({
    code: 'UNHANDLED',
    message: 'PluginCallError: The call had ended before the answer came: await what execute needs before it returns.',
  })
})

test('the context of a call that has ended asks nothing', async () => {
  const realm = await realmRunning(
    'if (input === "keep") { globalThis.kept = ctx; return 1 } return kept.plugins.call("x").catch(told)',
    told,
  )
  const { asked } = holdRequests(realm)
  await execute(realm, 'keep')
  expect(await execute(realm, 'use')).toMatchObject({ value: { output: { code: 'CANCELLED' } } })
  expect(asked).toEqual([])
})

test('outside of a call requests belong to none, and those of shutdown are still answered', async () => {
  const realm = await openRealm()
  const calls: unknown[] = []
  realm.serve(async (one) => {
    calls.push([one.params.input, one.call])
    return ok('ok')
  })
  await load(
    realm,
    `export default async (ctx) => {
       await ctx.plugins.call('x', 'factory')
       return {
         init: (ctx) => ctx.plugins.call('x', 'init'),
         healthCheck: async (ctx) => ({ status: await ctx.plugins.call('x', 'health') }),
         execute() {},
         shutdown: (ctx) => ctx.plugins.call('x', 'shutdown'),
       }
     }`,
  )
  expect(await request(realm, 'init', {})).toMatchObject({ ok: true })
  expect(await request(realm, 'healthCheck', {})).toMatchObject({ value: { status: 'ok' } })
  expect(await request(realm, 'shutdown', {})).toMatchObject({ ok: true })
  expect(calls).toEqual([
    ['factory', null],
    ['init', null],
    ['health', null],
    ['shutdown', null],
  ])
})

test('unloading gives up what the calls wait for, and tells the host', async () => {
  const realm = await realmRunning('return ctx.plugins.call("x").catch(String)')
  const { asked, count } = holdRequests(realm)
  const call = execute(realm)
  await count(1)
  const stopped = aborted(asked[0]?.signal)
  await request(realm, 'shutdown', {})
  expect(await call).toMatchObject({ value: { output: 'AbortError: The generation is being unloaded' } })
  expect(await stopped).toMatchObject({ name: 'AbortError', message: 'The request was given up.' })
})

test('a thousand requests one after the other, and two hundred at once, are no flood', async () => {
  const realm = await realmRunning(
    `return (async () => {
       let sum = 0
       for (let i = 0; i < 1000; i++) sum += await ctx.plugins.call('x', i)
       const all = await Promise.all(Array.from({ length: 200 }, (_, i) => ctx.plugins.call('x', i)))
       return [sum, all.every((output, i) => output === i)]
     })()`,
  )
  const events = eventsOf(realm)
  realm.serve(echo)
  expect(await execute(realm)).toMatchObject({ value: { output: [499_500, true] } })
  expect(events).toEqual([])
})

test('at most 64 wait for the host; the others wait in the guest, in order, with the input that they were given', async () => {
  const realm = await realmRunning(
    `const one = { n: 0 }
     const all = []
     for (; one.n < 200; one.n++) all.push(ctx.plugins.call('x', one))
     return Promise.all(all)`,
  )
  const { asked, answers, count } = holdRequests(realm)
  const call = execute(realm)
  await count(64)
  expect(asked).toHaveLength(64)
  for (let next = 0; next < 200; next++) {
    await count(next + 1)
    expect(asked.length - next).toBeLessThanOrEqual(64)
    answers[next]?.(ok(asked[next]?.params.input))
  }
  const inOrder = Array.from({ length: 200 }, (_, n) => ({ n }))
  expect(asked.map(({ params }) => params.input)).toEqual(inOrder)
  expect(await call).toMatchObject({ value: { output: inOrder } })
})

test('each call of one turn has its own requests', async () => {
  const realm = await realmRunning('return ctx.plugins.call("x", input)')
  const seen = new Map<unknown, number | null>()
  realm.serve(async ({ params, call }) => {
    seen.set(params.input, call)
    return params.input === 3 ? fail({ code: 'EXECUTE', message: 'not three' }) : ok(params.input)
  })
  const calls = [1, 2, 3, 4].map((input) => realm.request('execute', { input, maxBytes: 1_000 }))
  const results = await Promise.all(calls.map((call) => call.settled))
  expect(results.map((result) => (result.ok ? result.value.output : result.error.message))).toEqual([
    1,
    2,
    'PluginCallError: not three',
    4,
  ])
  expect([1, 2, 3, 4].map((input) => seen.get(input))).toEqual(calls.map((call) => call.id))
})

test.for([
  ['disposed', 'CANCELLED'],
  ['dead', 'CRASHED'],
] as const)(
  'a realm that is %s meanwhile aborts its requests, and what is answered is dropped',
  async ([state, code]) => {
    const realm = await realmRunning('if (input === "close") self.close(); return ctx.plugins.call("x")')
    const { asked, answers, count } = holdRequests(realm)
    const call = execute(realm)
    await count(1)
    const stopped = aborted(asked[0]?.signal)
    if (state === 'disposed') realm.dispose()
    else void execute(realm, 'close')
    expect(await stopped).toMatchObject({ name: 'AbortError' })
    answers[0]?.(ok('late'))
    expect(await call).toMatchObject({ error: { code } })
  },
)

test('an answer that cannot be copied is a failure', async () => {
  const realm = await realmRunning('return ctx.plugins.call("x").catch(told)', told)
  realm.serve(async () => ok(() => 1))
  expect(await execute(realm)).toMatchObject({ value: { output: { code: 'CLONE' } } })
})
