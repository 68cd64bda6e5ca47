import { describe, expect, it } from 'vitest'
import { checkSchema } from '../../../src/kernel/check-schema'
import { inputOffers } from '../../../src/ui/run/input-offers'
import { schemaExamples } from '../../../src/ui/schema/schema-examples'

const sum = {
  type: 'object',
  required: ['op', 'a'],
  properties: {
    op: { enum: ['add', 'subtract'], description: 'What to do.' },
    a: { type: 'number', minimum: 3 },
    exact: { type: 'boolean' },
    inner: { type: 'object', properties: { deep: { const: 'x' } } },
  },
}

/** `|` is the cursor. */
function offersAt(marked: string, schema: object = sum) {
  const at = marked.indexOf('|')
  const text = marked.replace('|', '')
  const found = inputOffers(text, at, { ...schema })
  return found && { ...found, labels: found.items.map(({ label }) => label) }
}

/** The text once the first offer is taken. */
function taken(marked: string, schema?: object): string | null {
  const text = marked.replace('|', '')
  const found = offersAt(marked, schema)
  return found && `${text.slice(0, found.from)}${found.items[0]?.insert ?? ''}${text.slice(found.to)}`
}

describe('what the Input box offers', () => {
  it('are the names of an object that are not there yet', () => {
    expect(offersAt('{|}')?.labels).toEqual(['op', 'a', 'exact', 'inner'])
    expect(offersAt('{ "op": "add", | }')?.labels).toEqual(['a', 'exact', 'inner'])
    expect(offersAt('{ |, "op": "add" }')?.labels).toEqual(['a', 'exact', 'inner'])
    expect(offersAt('{ "inner": { "deep": 1, "op": 2 }, | }')?.labels).toEqual(['op', 'a', 'exact'])
  })

  it('go by what is typed, finished or not', () => {
    expect(taken('{ "ex| }')).toBe('{ "exact":  }')
    expect(taken('{ "ex|": true }')).toBe('{ "exact": true }')
    expect(offersAt('{ "zzz| }')).toBeNull()
  })

  it('are the values that the schema names', () => {
    expect(offersAt('{ "op": | }')).toMatchObject({
      labels: ['"add"', '"subtract"'],
      items: [{ detail: 'What to do.' }, {}],
    })
    expect(taken('{ "op": "sub| }')).toBe('{ "op": "subtract" }')
    expect(taken('{ "op": "sub|" }')).toBe('{ "op": "subtract" }')
    expect(taken('{ "exact": f| }')).toBe('{ "exact": false }')
    expect(taken('{ "inner": { "deep": | } }')).toBe('{ "inner": { "deep": "x" } }')
    expect(taken('|', { enum: ['count', 'reset'] })).toBe('"count"')
    expect(taken('[["a"], [|]]', { items: { items: { enum: ['a'] } } })).toBe('[["a"], ["a"]]')
  })

  it('are none behind a value, in a number, or where the schema says nothing', () => {
    for (const marked of ['{ "op": "add"| }', '{ "op": "add" | }', '{ "a": 1| }', '{} |', '{ "other": | }', '[|]'])
      expect(offersAt(marked), marked).toBeNull()
    expect(offersAt('|', { type: 'string' })).toBeNull()
  })
})

describe('examples made of a schema', () => {
  it('are those that it names, the smallest value and the whole', () => {
    expect(schemaExamples({ ...sum, examples: [{ op: 'add', a: 9 }] })).toEqual([
      { name: 'example 1', value: { op: 'add', a: 9 } },
    ])
    expect(schemaExamples(sum)).toEqual([
      { name: 'smallest', value: { op: 'add', a: 3 } },
      { name: 'whole', value: { op: 'add', a: 3, exact: true, inner: { deep: 'x' } } },
    ])
  })

  it('are each value of an enum, under its own name', () => {
    expect(schemaExamples({ enum: ['count', 'reset'] })).toEqual([
      { name: 'count', value: 'count' },
      { name: 'reset', value: 'reset' },
    ])
  })

  it('are one of each kind', () => {
    expect(schemaExamples({ anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'integer' } }] })).toEqual([
      { name: 'kind 1', value: 'text' },
      { name: 'kind 2', value: [1] },
    ])
  })

  it('are accepted by the schema', () => {
    const schemas: Record<string, unknown>[] = [
      sum,
      { type: 'string', minLength: 12 },
      { type: 'string', format: 'date-time' },
      { type: 'integer', exclusiveMinimum: 4, multipleOf: 5 },
      { type: 'number', maximum: -2 },
      { type: 'array', minItems: 3, items: { $ref: '#/$defs/one' }, $defs: { one: { type: 'boolean' } } },
      { prefixItems: [{ const: 1 }, { type: 'null' }] },
      {
        type: 'object',
        properties: { a: { type: 'string' } },
        allOf: [{ required: ['a', 'b'], properties: { b: { default: 2 } } }],
      },
    ]
    for (const schema of schemas)
      for (const { value } of schemaExamples(schema))
        expect(checkSchema(schema, value), JSON.stringify(schema)).toEqual([])
  })

  it('end where a schema goes round in a circle', () => {
    const circle = { type: 'object', properties: { child: { $ref: '#' } } }
    expect(schemaExamples(circle).map(({ name }) => name)).toEqual(['smallest', 'whole'])
    expect(schemaExamples(undefined)).toEqual([])
    expect(schemaExamples(true)).toEqual([])
  })
})
