import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSchema } from '../../../../src/kernel/check-schema'
import type { JsonSchema } from '../../../../src/kernel/ports'
import { createQuickCheck } from '../../../../src/kernel/middleware/quick-check'

const plenty = 1_000

function accepts(schema: JsonSchema, value: unknown, looks = plenty): boolean | null {
  return createQuickCheck(schema)?.(value, looks) ?? null
}

const order = {
  type: 'object',
  required: ['country', 'amount'],
  properties: { country: { type: ['string', 'null'] }, amount: { type: 'number', minimum: 0 } },
  additionalProperties: { enum: ['a', 1, true, null] },
}

describe('a quick check', () => {
  it.each<[string, JsonSchema, unknown]>([
    ['an object by its members', order, { country: null, amount: 0, more: 'a' }],
    ['an object with any other members', { properties: { a: { type: 'string' } } }, { a: 'x', b: [] }],
    ['a list', { items: { type: 'integer', exclusiveMaximum: 3 }, minItems: 1 }, [1, 2]],
    ['a tuple', { prefixItems: [{ const: 'x' }, { type: 'boolean' }], items: false }, ['x', true]],
    ['one of several', { anyOf: [{ type: 'object' }, { items: { type: 'object' } }] }, [{}]],
    ['all of several', { allOf: [{ maxLength: 2 }, { minLength: 2 }] }, 'ab'],
    ['whatever it is', true, undefined],
    ['with notes', { title: 'A', description: 'B', default: 1, examples: [1] }, 1],
  ])('accepts %s', (_, schema, value) => {
    expect(accepts(schema, value)).toBe(true)
    expect(checkSchema(schema, value)).toEqual([])
  })

  it.each<[string, JsonSchema, unknown]>([
    ['a type', { type: 'string' }, 1],
    ['a type of several', { type: ['string', 'null'] }, 1],
    ['a member that is missing', order, { country: 'GB' }],
    ['a member', order, { country: 1, amount: 1 }],
    ['another member', order, { country: '', amount: 1, more: 2 }],
    ['an inner item', { items: { items: { type: 'number' } } }, [[1], ['1']]],
    ['a bound', { minimum: 1 }, 0],
    ['a pair of code units that is one character', { minLength: 2 }, '😀'],
    ['what the schema does not allow at all', { properties: { a: false } }, { a: 1 }],
  ])('does not accept a value for %s', (_, schema, value) => {
    expect(accepts(schema, value)).toBe(false)
    expect(checkSchema(schema, value)).not.toEqual([])
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a member that is undefined', { country: undefined, amount: 1 }],
    ['a function', () => 1],
    ['a BigInt', 1n],
    ['a hole', Array(2)],
    ['a member that is inherited', Object.create({ country: 'GB', amount: 1 })],
  ])('leaves %s to the library', (_, value) => {
    expect(accepts({ ...order, items: { type: 'number' } }, value)).toBe(false)
  })

  it.each<[string, JsonSchema]>([
    ['a pattern', { pattern: 'a' }],
    ['a reference', { properties: { a: { $ref: '#' } } }],
    ['not', { not: { type: 'string' } }],
    ['a type that there is not', { type: 'text' }],
    ['a list that is none', { required: 'name' }],
    ['a bound that is none', { items: { minimum: '1' } }],
    ['an object to be the same as', { const: {} }],
    ['a word of another kind of things', { constructor: 1 }],
  ])('is not made of a schema with %s', (_, schema) => {
    expect(createQuickCheck(schema)).toBeNull()
  })

  it('ends when it has looked often enough, also where a value holds one thing many times', () => {
    const deep = { items: { items: { items: { items: { type: 'number' } } } } }
    let value: unknown = 1
    for (let level = 0; level < 4; level++) value = Array.from({ length: 100 }, () => value)
    expect(accepts(deep, value)).toBe(false)
    expect(accepts({ items: { type: 'number' } }, [1, 2, 3], 4)).toBe(true)
    expect(accepts({ items: { type: 'number' } }, [1, 2, 3], 3)).toBe(false)
  })
})

const names = ['a', 'b', 'name', '__proto__', 'constructor']
const name = fc.constantFrom(...names)
const small = fc.integer({ min: 0, max: 3 })
const bound = fc.constantFrom(-1, 0, 0.5, 1, 2)
const plain = fc.oneof(fc.constantFrom('', 'a', 'ab', 'name', '😀', null, true, false), bound)

const types = fc.constantFrom('object', 'array', 'string', 'number', 'integer', 'boolean', 'null')

/** Some of these keywords. */
function some(keywords: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<JsonSchema> {
  return fc.record(keywords, { requiredKeys: [] })
}

/** Schemas of what a quick check knows, and now and then of something else. */
const { schema } = fc.letrec<{ schema: JsonSchema; members: Record<string, unknown> }>((tie) => ({
  members: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    some({ type: fc.oneof(types, fc.uniqueArray(types)), title: fc.constant('A') }),
    fc.boolean(),
    some({ enum: fc.array(plain) }),
    some({ const: plain }),
    some({ minimum: bound, maximum: bound }),
    some({ exclusiveMinimum: bound, exclusiveMaximum: bound }),
    some({ minLength: small, maxLength: small }),
    some({ minItems: small, maxItems: small, minProperties: small, maxProperties: small }),
    some({ required: fc.array(name, { maxLength: 2 }), type: types }),
    some({ properties: tie('members'), additionalProperties: tie('schema') }),
    some({ items: tie('schema'), prefixItems: fc.array(tie('schema'), { maxLength: 2 }) }),
    some({ anyOf: fc.array(tie('schema'), { maxLength: 3 }) }),
    some({ allOf: fc.array(tie('schema'), { maxLength: 2 }) }),
    some({ not: tie('schema'), uniqueItems: fc.boolean() }),
  ),
}))

const jsonLike = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    plain,
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value

const strange = fc.constantFrom(undefined, NaN, Infinity, -0, 1n, new Date(0), new Map([['a', 1]]), Array(1), {
  a: undefined,
})

describe('whatever the schema and the value', () => {
  it('accepts nothing that the library refuses', () => {
    const value = fc.oneof({ weight: 3, arbitrary: jsonLike }, strange, fc.dictionary(name, strange), fc.array(strange))
    let accepted = 0
    fc.assert(
      fc.property(schema, value, (schema, value) => {
        if (accepts(schema, value) !== true) return
        accepted++
        expect(checkSchema(schema, value)).toEqual([])
      }),
      { numRuns: 5_000 },
    )
    expect(accepted).toBeGreaterThan(500)
  })

  it('accepts what the library does, of what is like JSON and in its words', () => {
    fc.assert(
      fc.property(schema, jsonLike, (schema, value) => {
        const quick = accepts(schema, value)
        // By their code units, texts may be longer than by their characters.
        if (quick !== false || JSON.stringify(value).includes('😀')) return
        expect(checkSchema(schema, value)).not.toEqual([])
      }),
      { numRuns: 5_000 },
    )
  })
})
