import { expect, test } from 'vitest'
import type { Realm } from '../../../src/kernel/guest-port'
import type { HostAnswer } from '../../../src/kernel/host-port'
import { fail, ok } from '../../../src/kernel/result'
import { execute, load, openRealm } from './opened'

const call = { plugin: 'greeter', version: '1.0.0', generation: 3, input: 'Ada', deadline: 1_000 }

/** A realm with a middleware whose `around(call, next, ctx)` has this body. */
async function around(body: string, answer: HostAnswer): Promise<Realm> {
  const realm = await openRealm()
  const loaded = await load(realm, `export default { async around(call, next, ctx) { ${body} } }`, {}, 'middleware')
  if (!loaded.ok) throw new Error(loaded.error.message)
  realm.serve(answer)
  return realm
}

async function loadFault(code: string, kind: 'plugin' | 'middleware' = 'middleware') {
  const result = await load(await openRealm(), code, {}, kind)
  if (result.ok) throw new Error('it loaded')
  return result.error
}

const shouts: HostAnswer = async ({ params }) => ok(`${String(params.input)}!`)

test('a middleware gets the call, and what is inside by next', async () => {
  const realm = await around('return { call, output: await next(call.input + "?"), name: ctx.name }', shouts)
  expect(await execute(realm, call)).toEqual({
    ok: true,
    value: { output: { call, output: 'Ada?!', name: 'probe' }, warnings: [] },
  })
})

test('next may be called again, and at the same time', async () => {
  const realm = await around('return Promise.all([next(1), next(2), next(3)])', shouts)
  expect(await execute(realm, call)).toMatchObject({ value: { output: ['1!', '2!', '3!'] } })
})

test('a failure of next that is let pass says which one it was, and one of its own does not', async () => {
  let failures = 0
  const fails: HostAnswer = async () => fail({ code: 'EXECUTE', message: 'not today', passes: failures++ })
  const passing = await around('return next(call.input)', fails)
  expect(await execute(passing, call)).toMatchObject({ ok: false, error: { code: 'EXECUTE', passes: 0 } })
  const second = await around('await next(1).catch(() => 0); return next(2)', fails)
  expect(await execute(second, call)).toMatchObject({ error: { passes: 2 } })
  const own = await around('try { await next(1) } catch (cause) { throw new Error("mine", { cause }) }', fails)
  const result = await execute(own, call)
  expect(result).toMatchObject({ error: { message: 'mine' } })
  expect(result).not.toHaveProperty('error.passes')
})

test('an error that says of itself that it passes is its own', async () => {
  const realm = await around('throw Object.assign(new Error("forged"), { passes: 0 })', shouts)
  expect(await execute(realm, call)).not.toHaveProperty('error.passes')
})

test('an error may say that a second try may go well; an evil one says nothing', async () => {
  const retryable = await around('throw Object.assign(new Error("busy"), { retryable: true })', shouts)
  expect(await execute(retryable, call)).toMatchObject({ error: { message: 'busy', retryable: true } })
  const evil = await around('throw { get retryable() { throw 1 }, message: "evil" }', shouts)
  expect(await execute(evil, call)).toMatchObject({ error: { message: 'evil' } })
})

test('what cannot leave the sandbox cannot be handed on', async () => {
  const realm = await around('return next({ a: () => 1 }).catch((error) => error.code)', shouts)
  expect(await execute(realm, call)).toMatchObject({ value: { output: 'CLONE' } })
})

test('a plugin has no next, whatever it is called with', async () => {
  const realm = await openRealm()
  await load(realm, 'export default { execute: (...args) => args.length }')
  expect(await execute(realm, call)).toMatchObject({ value: { output: 2 } })
})

test('works where the built-ins are replaced', async () => {
  const poison = `
    WeakMap.prototype.get = WeakMap.prototype.set = () => { throw 1 }
    Array.prototype[Symbol.iterator] = () => { throw 2 }
    Promise.prototype.then = () => { throw 3 }`
  const realm = await openRealm()
  await load(realm, `${poison}; export default { around: (call, next) => next(call.input) }`, {}, 'middleware')
  realm.serve(async () => fail({ code: 'EXECUTE', message: 'no', passes: 7 }))
  expect(await execute(realm, call)).toMatchObject({ error: { passes: 7 } })
})

test('a middleware without around is told what to write', async () => {
  expect(await loadFault('export default { init() {} }')).toMatchObject({
    code: 'LOAD',
    message: 'The default export has no around function. It has: init.',
    hint: expect.stringContaining('export default defineMiddleware(') as string,
  })
  expect(await loadFault('export default { execute() {} }')).toMatchObject({
    message: 'plugin.json says that the plugin is a middleware, but it has execute and no around.',
  })
})

test('a plugin with around is told to say so in plugin.json', async () => {
  expect(await loadFault('export default { around() {} }', 'plugin')).toMatchObject({
    message: 'The plugin has around and no execute, so it is a middleware, but plugin.json does not say so.',
    hint: 'Add "kind": "middleware" to plugin.json, or write an execute function.',
  })
})

test('a middleware may be a class or a factory', async () => {
  for (const code of ['class { around() { return 5 } }', '() => ({ around: () => 5 })']) {
    const realm = await openRealm()
    expect(await load(realm, `export default ${code}`, {}, 'middleware')).toMatchObject({ ok: true })
    expect(await execute(realm, call)).toMatchObject({ value: { output: 5 } })
  }
})
