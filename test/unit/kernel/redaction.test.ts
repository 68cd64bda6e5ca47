import { describe, expect, it } from 'vitest'
import type { LogValue } from '../../../src/kernel/log-value'
import type { GuestFault } from '../../../src/kernel/guest-fault'
import type { GuestEvent } from '../../../src/kernel/guest-port'
import { createRedactor } from '../../../src/kernel/redaction'
import type { CallContext } from '../../../src/sdk'
import { ThrownFault, type Program } from './support/memory-realm'
import { createWorld, pluginName } from './support/world'

const secret = 'kX9#mQ2/vB7"wE4tLp0'

function redactorOf(...values: string[]) {
  const redactor = createRedactor()
  for (const value of values) redactor.hide(value)
  return redactor
}

const log = (...values: LogValue[]): GuestEvent => ({ type: 'log', call: 1, level: 'info', values, frame: null, at: 0 })
const line = (text: string) => log({ kind: 'text', text })

describe('a redactor', () => {
  it('leaves everything as it is until it is told a secret', () => {
    const event = line(secret)
    expect(createRedactor().event(event)).toBe(event)
  })

  it('hides a secret wherever a log line has it, however deep', () => {
    const event = log({
      kind: 'object',
      label: secret,
      preview: `{${secret}: "${secret}"}`,
      entries: [
        { key: secret, value: { kind: 'atom', type: 'symbol', text: `Symbol(${secret})` } },
        {
          key: 'b',
          value: {
            kind: 'object',
            label: 'Array',
            preview: '[…]',
            entries: [{ key: '0', value: { kind: 'text', text: secret } }],
          },
        },
      ],
    })
    const hidden = redactorOf(secret).event(event)
    expect(JSON.stringify(hidden)).not.toContain('kX9')
    expect(hidden).toMatchObject({
      values: [
        {
          label: '•••',
          preview: '{•••: "•••"}',
          entries: [{ key: '•••', value: { text: 'Symbol(•••)' } }, { key: 'b' }],
        },
      ],
    })
  })

  it.each([
    ['in JSON', JSON.stringify({ secret }), '{"secret":"•••"}'],
    [
      'in an address',
      `https://example.com/?key=${encodeURIComponent(secret)}&page=1`,
      'https://example.com/?key=•••&page=1',
    ],
    ['cut off', `token ${secret.slice(0, 14)}… (5 characters more)`, 'token •••… (5 characters more)'],
    ['more than once', `${secret}${secret} and ${secret}`, '•••••• and •••'],
  ])('knows a secret %s', (_, told, shown) => {
    expect(redactorOf(secret).event(line(told))).toMatchObject({ values: [{ text: shown }] })
  })

  it('hides the longer of two secrets that begin alike', () => {
    expect(redactorOf('abcdefgh', 'abcdefghijkl').event(line('abcdefghijkl'))).toMatchObject({
      values: [{ text: '•••' }],
    })
  })

  it('leaves alone what merely shares a few characters', () => {
    expect(redactorOf(secret).event(line('kX9# is no secret'))).toEqual(line('kX9# is no secret'))
  })

  it.each(['the password is wrong', '{"password":"x"}', 'wrong password', `${'x'.repeat(40)} password, or user`])(
    'leaves %j alone, though a short secret begins like it',
    (told) => {
      expect(redactorOf('password123').event(line(told))).toEqual(line(told))
    },
  )

  it.each([
    ['password12… (1 characters more)', '•••… (1 characters more)'],
    [`{a: "passwo…", password: "b"}`, '{a: "•••…", password: "b"}'],
    [`${'x'.repeat(494)}passwo`, `${'x'.repeat(494)}•••`],
    ['password123 is the password', '••• is the password'],
  ])('knows a short secret that was cut off in %j', (told, shown) => {
    expect(redactorOf('password123').event(line(told))).toEqual(line(shown))
  })

  it('takes half of a surrogate pair as it comes', () => {
    expect(redactorOf('abcd\ud800').event(line('abcd\ud800'))).toMatchObject({ values: [{ text: '•••' }] })
  })

  const fault: GuestFault = {
    code: 'EXECUTE',
    message: secret,
    hint: secret,
    frames: [{ functionName: secret, line: 1, column: 1 }],
    cause: { code: 'EXECUTE', message: secret },
  }
  const clean: GuestFault = {
    code: 'EXECUTE',
    message: '•••',
    hint: '•••',
    frames: [{ functionName: '•••', line: 1, column: 1 }],
    cause: { code: 'EXECUTE', message: '•••' },
  }

  it('hides it in a fault, its frames and its causes, wherever the fault is told', () => {
    const redactor = redactorOf(secret)
    expect(redactor.event({ type: 'fault', fault })).toEqual({ type: 'fault', fault: clean })
    expect(redactor.event({ type: 'died', fault })).toEqual({ type: 'died', fault: clean })
    expect(redactor.answer('init', { ok: false, error: fault })).toEqual({ ok: false, error: clean })
    const output = { outputs: [secret, undefined], faults: [{ item: 1, fault }], busyMs: 1, tailMs: 1 }
    expect(redactor.answer('executeBatch', { ok: true, value: { output, warnings: [secret] } })).toEqual({
      ok: true,
      value: { output: { ...output, faults: [{ item: 1, fault: clean }] }, warnings: ['•••'] },
    })
  })

  it('hides it in what the plugin says of its health, of a config, and in the name of a metric', () => {
    const redactor = redactorOf(secret)
    expect(redactor.answer('healthCheck', { ok: true, value: { status: 'failing', detail: secret } })).toEqual({
      ok: true,
      value: { status: 'failing', detail: '•••' },
    })
    expect(redactor.answer('validateConfig', { ok: true, value: [{ path: `/${secret}`, message: secret }] })).toEqual({
      ok: true,
      value: [{ path: '/•••', message: '•••' }],
    })
    expect(redactor.event({ type: 'metric', kind: 'count', name: secret, value: 1 })).toMatchObject({ name: '•••' })
  })

  it('leaves outputs and states as they are', () => {
    const redactor = redactorOf(secret)
    const answer = { ok: true, value: { output: secret, warnings: [] } } as const
    expect(redactor.answer('execute', answer)).toEqual(answer)
    expect(redactor.answer('snapshot', { ok: true, value: secret })).toEqual({ ok: true, value: secret })
  })
})

describe('a plugin that was given a secret', () => {
  const tells: Program = {
    async execute(input, ctx: CallContext) {
      const token = await ctx.secrets.get('TOKEN')
      ctx.log.info(`token ${token}`)
      ctx.metrics.count(`calls of ${token}`)
      if (input === 'throw')
        throw new ThrownFault({
          code: 'EXECUTE',
          message: `${token} is wrong`,
          cause: { code: 'EXECUTE', message: token },
        })
      return token
    },
  }

  async function worldWith(program: Program, granted = true) {
    const world = createWorld()
    await world.save(program, { permissions: ['secrets:TOKEN'] })
    await world.kernel.complete()
    if (granted) await world.kernel.permissions.grant(pluginName, 'secrets:TOKEN')
    return world
  }

  it('tells it in no log line, metric or error; its output is its own', async () => {
    const world = await worldWith(tells)
    expect(await world.run()).toMatchObject({ ok: true, output: 's3cret' })
    expect(await world.run('throw')).toMatchObject({ error: { message: '••• is wrong', cause: { message: '•••' } } })
    expect(world.told('log').map(({ values }) => values)).toEqual(Array(2).fill([{ kind: 'text', text: 'token •••' }]))
    expect(world.told('metric')[0]).toMatchObject({ name: 'calls of •••' })
    expect(JSON.stringify(world.events)).not.toContain('s3cret')
    expect(world.kernel.permissions.audit()[0]).toMatchObject({ capability: 'secrets:TOKEN', detail: 'TOKEN' })
  })

  it('cannot have another plugin tell it either', async () => {
    const world = await worldWith({
      execute: async (_, ctx) => ctx.plugins.call('echo', await ctx.secrets.get('TOKEN')),
    })
    await world.save({ execute: (input, ctx) => ctx.log.info(input) }, { name: 'echo' }, 'echo')
    await world.save(
      { execute: async (_, ctx) => ctx.plugins.call('echo', await ctx.secrets.get('TOKEN')) },
      { permissions: ['secrets:TOKEN'], dependencies: { echo: '*' } },
    )
    expect(await world.run()).toMatchObject({ ok: true })
    expect(world.told('log')).toMatchObject([{ plugin: 'echo', values: [{ text: '•••' }] }])
  })

  it('that is refused is given nothing, and nothing is hidden', async () => {
    const world = await worldWith({ ...tells, execute: (_, ctx) => ctx.log.info('s3cret') }, false)
    await world.run()
    expect(world.told('log')).toMatchObject([{ values: [{ text: 's3cret' }] }])
  })
})
