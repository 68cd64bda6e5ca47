import { describe, expect, it } from 'vitest'
import { isPlainObject } from '../../../../src/kernel/config'
import { schemaWidth } from '../../../../src/kernel/middleware/schema-width'
import { createValueCheck } from '../../../../src/kernel/middleware/value-check'
import { looksUpTo } from '../../../../src/kernel/middleware/value-looks'
import type { JsonSchema, SchemaCheck } from '../../../../src/kernel/ports'
import type { CallReport } from '../../../../src/kernel/reports'
import type { ConfigProblem } from '../../../../src/sdk'
import type { Program } from '../support/memory-realm'
import { settle } from '../support/fake-clock'
import { createWorld, forever, pluginName, type Watched, type World } from '../support/world'

const person = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
}

async function worldWith(manifest: object, program: Program = { execute: (input) => input }): Promise<World> {
  const world = createWorld()
  await world.save(program, manifest)
  return world
}

describe('an input', () => {
  it('that fits its schema goes through', async () => {
    const world = await worldWith({ inputSchema: person })
    expect(await world.run({ name: 'Ada', tags: ['x'] })).toMatchObject({ ok: true })
  })

  it('that does not is refused with its path, and the plugin is not called', async () => {
    const world = await worldWith({ inputSchema: person })
    expect(await world.run({ name: 'Ada', tags: ['x', 1] })).toMatchObject({
      call: null,
      error: {
        ...{ code: 'INPUT', plugin: 'greeter', version: '1.0.0', generation: 1 },
        message: 'The input is not accepted at /tags/1: it is of type number, and must be of type string.',
      },
    })
    expect(world.realm(1).requests).not.toContain('execute')
  })

  it('is checked when it comes from another plugin, too', async () => {
    const world = await worldWith({ inputSchema: person })
    const caller: Program = { execute: (input, ctx) => ctx.plugins.call('greeter', input) }
    await world.save(caller, { dependencies: { greeter: '^1.0.0' } }, 'caller')
    expect(await world.run({ name: 1 }, {}, 'caller')).toMatchObject({
      error: { message: expect.stringContaining('at /name: it is of type number') },
    })
  })

  it('is checked by the schema of the version that is asked for', async () => {
    const world = await worldWith({ inputSchema: { type: 'string' } })
    world.kernel.pin('greeter', '1.0.0')
    await world.save({ execute: (input) => input }, { version: '2.0.0', inputSchema: { type: 'number' } })
    expect(await world.run('a', { version: '^1.0.0' })).toMatchObject({ ok: true })
    expect(await world.run('a')).toMatchObject({ error: { code: 'INPUT', version: '2.0.0' } })
  })

  it('may have members that are undefined, as if they were not there', async () => {
    const world = await worldWith({ inputSchema: person })
    expect(await world.run({ name: 'Ada', tags: undefined })).toMatchObject({ ok: true })
    expect(await world.run({ name: undefined })).toMatchObject({ error: { code: 'INPUT' } })
    expect(await world.run()).toMatchObject({
      error: { message: 'The input is not accepted at /: there is no value.' },
    })
  })

  it('that goes round in a circle is refused by a schema that does so, too', async () => {
    const world = await worldWith({ inputSchema: { properties: { next: { $ref: '#' } } } })
    const round: { next?: object } = {}
    round.next = round
    expect(await world.run(round)).toMatchObject({ error: { message: expect.stringContaining('round in a circle') } })
  })

  it('that takes long to check is not overtaken by the next one', async () => {
    const finish = new Map<unknown, () => void>()
    const check = (_: JsonSchema, value: unknown) => new Promise<[]>((done) => finish.set(value, () => done([])))
    const got: unknown[] = []
    const world = createWorld({}, { check })
    await world.save({ execute: (input) => got.push(input) }, { inputSchema: { pattern: '^call' } })
    const calls = ['call one', 'call two'].map((input) => world.startRun(input).done)
    await settle()
    finish.get('call two')?.()
    await settle()
    finish.get('call one')?.()
    await Promise.all(calls)
    expect(got).toEqual(['call one', 'call two'])
  })

  it('that takes too long to check ends with the call’s time, or when its caller leaves', async () => {
    const world = createWorld({}, { check: forever })
    await world.save({ execute: (input) => input }, { inputSchema: { pattern: 'a' } })
    const leaving = new AbortController()
    const late = world.startRun('a', { timeoutMs: 100 })
    const left = world.startRun('a', { signal: leaving.signal })
    await settle()
    leaving.abort()
    await settle()
    expect(left.value).toMatchObject({ error: { code: 'CANCELLED' } })
    await world.clock.advance(100)
    expect(late.value).toMatchObject({
      error: { code: 'TIMEOUT', message: expect.stringContaining('the input was still being checked') },
    })
  })

  it('is not checked where a person took validation out', async () => {
    const world = await worldWith({ inputSchema: person })
    world.kernel.middleware.set('*', [])
    expect(await world.run(1)).toMatchObject({ ok: true })
  })
})

describe('an input that waits while another generation comes', () => {
  /** One call is inside and stays there, so that all others wait. */
  async function busy(inputSchema: JsonSchema, schemas?: SchemaCheck): Promise<World> {
    const world = createWorld({}, schemas)
    await world.save({ execute: forever }, { inputSchema, limits: { concurrency: 1 } })
    world.startRun('inside')
    await settle()
    return world
  }
  const echo: Program = { execute: (input) => input }

  it('is checked by the schema of the one that takes it', async () => {
    const world = await busy({ type: 'string' })
    const [short, long] = ['ab', 'abcdef'].map((input) => world.startRun(input))
    await world.save(echo, { inputSchema: { type: 'string', minLength: 5 } })
    expect(short?.value).toMatchObject({ call: null, error: { code: 'INPUT', generation: 2 } })
    expect(long?.value).toMatchObject({ ok: true, output: 'abcdef', generation: 2 })
    expect(world.realm(2).requests.filter((method) => method === 'execute')).toHaveLength(1)
  })

  it('is checked where there was no schema to check it by', async () => {
    const world = await busy(true)
    const call = world.startRun('a')
    await world.save(echo, { inputSchema: { type: 'number' } })
    expect(call.value).toMatchObject({ error: { message: expect.stringContaining('must be of type number') } })
  })

  it('is not checked again by the same schema', async () => {
    let checks = 0
    const world = await busy({ pattern: 'a' }, { check: async () => (checks++, []) })
    const call = world.startRun('a')
    await settle()
    await world.save(echo, { inputSchema: { pattern: 'a' } })
    expect(call.value).toMatchObject({ ok: true, generation: 2 })
    expect(checks).toBe(2)
  })

  it('keeps its place though the check takes long', async () => {
    const finish: ((problems: readonly ConfigProblem[]) => void)[] = []
    const isNew = (schema: JsonSchema) => isPlainObject(schema) && schema['pattern'] === 'new'
    const check: SchemaCheck['check'] = (schema) =>
      isNew(schema) ? new Promise((done) => finish.push(done)) : Promise.resolve([])
    const world = await busy({ pattern: 'old' }, { check })
    const waiting = ['one', 'two'].map((input) => world.startRun(input))
    await settle()
    const got: unknown[] = []
    await world.save({ execute: (input) => got.push(input) }, { inputSchema: { pattern: 'new' } })
    const late = world.startRun('three')
    await settle()
    expect(finish).toHaveLength(3)
    finish[2]?.([])
    finish[1]?.([])
    await settle()
    expect(got).toEqual([])
    finish[0]?.([{ path: '', message: 'it is old.' }])
    await settle()
    expect(got).toEqual(['two', 'three'])
    expect(waiting[0]?.value).toMatchObject({ error: { message: 'The input is not accepted at /: it is old.' } })
    expect(late.value).toMatchObject({ ok: true })
  })
})

describe('an output', () => {
  it('that does not fit is refused with its path, and says which generation gave it', async () => {
    const world = await worldWith({ outputSchema: person }, { execute: () => ({ name: 'Ada', tags: [true] }) })
    expect(await world.run()).toMatchObject({
      call: expect.any(Number),
      error: {
        ...{ code: 'OUTPUT', generation: 1 },
        message: 'The output is not accepted at /tags/0: it is of type boolean, and must be of type string.',
      },
    })
  })

  it('that takes too long to check ends with the call’s time', async () => {
    const world = createWorld({}, { check: forever })
    await world.save({ execute: (input) => input }, { outputSchema: { pattern: 'a' } })
    const late = world.startRun('a', { timeoutMs: 100 })
    await world.clock.advance(100)
    expect(late.value).toMatchObject({
      call: expect.any(Number),
      error: { code: 'TIMEOUT', message: expect.stringContaining('the output was still being checked') },
    })
  })

  it('that is none drops an item of a stream, and is refused elsewhere', async () => {
    const world = await worldWith({ outputSchema: { type: 'string' } }, { execute: () => undefined })
    const steps = [{ plugin: pluginName }]
    const streamed = await world.kernel.runPipeline(steps, ['a', 'b'], { stream: true })
    expect(streamed).toMatchObject({ ok: true, output: [], errors: [] })
    expect(await world.run()).toMatchObject({ ok: false, error: { code: 'OUTPUT' } })
  })

  describe('is checked by the schema of the generation that gave it', () => {
    async function waiting(): Promise<{ world: World; call: Watched<CallReport>; answer: (value: unknown) => void }> {
      let answer: (value: unknown) => void = () => {}
      const world = await worldWith(
        { outputSchema: { type: 'string' } },
        { execute: () => new Promise((resolve) => (answer = resolve)) },
      )
      const call = world.startRun()
      await settle()
      return { world, call, answer }
    }

    it.each([1, 2, 5])('though %i more were saved by then', async (saves) => {
      const { world, call, answer } = await waiting()
      for (let save = 0; save < saves; save++)
        await world.save({ execute: () => 1 }, { outputSchema: { type: 'number' } })
      answer('old')
      expect(await call.done).toMatchObject({ ok: true, output: 'old', generation: 1 })
    })

    it.each([1, 2, 5])('and refused by it, though %i more were saved by then', async (saves) => {
      const { world, call, answer } = await waiting()
      for (let save = 0; save < saves; save++)
        await world.save({ execute: () => 1 }, { outputSchema: { type: 'number' } })
      answer(5)
      expect(await call.done).toMatchObject({ ok: false, error: { code: 'OUTPUT', generation: 1 } })
    })

    it('though the plugin is being unloaded', async () => {
      const { world, call, answer } = await waiting()
      const unloaded = world.kernel.unload(pluginName)
      answer(5)
      await unloaded
      expect(await call.done).toMatchObject({ ok: false, error: { code: 'OUTPUT', generation: 1 } })
    })
  })
})

describe('a schema', () => {
  it.each<[string, JsonSchema, number]>([
    ['of one type', { type: 'string', minLength: 1 }, 1],
    ['of an object: each member has its own', person, 1],
    ['of a list', { items: person }, 1],
    ['that asks three things of one value', { allOf: [{ type: 'object' }, { minProperties: 1 }] }, 3],
    [
      'that asks three things of each member',
      { allOf: [{ items: { type: 'string' } }, { items: { minLength: 1 } }] },
      3,
    ],
    ['that looks twice at each item', { items: { type: 'string' }, contains: { const: 'a' } }, 2],
    ['with a long list of words', { enum: Array.from({ length: 79 }, (_, at) => at) }, 11],
  ])('%s is bounded', (_, schema, width) => {
    expect(schemaWidth(schema)).toBe(width)
  })

  it.each<[string, JsonSchema]>([
    ['a pattern', { pattern: '(a+)+$' }],
    ['a pattern far inside', { properties: { a: { items: { anyOf: [{ pattern: 'a' }] } } } }],
    ['patternProperties', { patternProperties: { a: true } }],
    ['a format', { format: 'email' }],
    ['a $ref', { properties: { a: { $ref: '#' } } }],
    ['uniqueItems', { uniqueItems: true }],
    ['a word that is not known', { $dynamicRef: '#a' }],
    ['a schema that is none', { properties: { a: 1 } }],
  ])('with %s has no bound', (_, schema) => {
    expect(schemaWidth(schema)).toBeNull()
  })

  it('may have a member that is called like a word of schemas', () => {
    expect(schemaWidth({ properties: { pattern: { type: 'string' }, $ref: { type: 'string' } } })).toBe(1)
  })
})

describe('where a value is checked', () => {
  function checked(schema: JsonSchema, value: unknown): { where: () => string; check: () => unknown } {
    let elsewhere = 0
    const schemas: SchemaCheck = { check: async () => (elsewhere++, []) }
    const values = createValueCheck(schemas)
    return { where: () => (elsewhere > 0 ? 'elsewhere' : 'here'), check: () => values.check(schema, value) }
  }

  it('is here for a short check, and at once from the second on', async () => {
    const { where, check } = checked(person, { name: 'Ada' })
    await check()
    expect(check()).toEqual([])
    expect(where()).toBe('here')
  })

  it('is where it can be stopped for a schema without a bound', async () => {
    const { where, check } = checked({ pattern: '(a+)+$' }, 'aaa')
    await check()
    expect(where()).toBe('elsewhere')
  })

  it('is where it can be stopped for a value that takes long', async () => {
    const { where, check } = checked(
      { items: { type: 'number' } },
      Array.from({ length: 10_000 }, (_, at) => at),
    )
    await check()
    expect(where()).toBe('elsewhere')
  })

  it('is here for a long text: its length alone is looked at', async () => {
    const { where, check } = checked({ type: 'string', maxLength: 10 }, 'x'.repeat(1_000_000))
    expect(await check()).toHaveLength(1)
    expect(where()).toBe('here')
  })

  it('counts what stands in several places as often as it stands there, and ends in a circle', () => {
    const leaf = [1, 2, 3]
    expect(looksUpTo(100, [leaf, leaf])).toBe(9)
    const round: unknown[] = []
    round.push(round)
    expect(looksUpTo(100, round)).toBeGreaterThan(100)
  })
})
