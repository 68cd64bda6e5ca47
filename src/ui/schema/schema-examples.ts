import { isPlainObject } from '../../kernel/config'
import type { JsonSchema } from '../../kernel/ports'
import { follow, listIn, type Words } from './schema-words'

/** A value that a schema accepts, as far as can be told without checking it. */
export interface SchemaExample {
  readonly name: string
  readonly value: unknown
}

/** More would not be looked through. */
const maxExamples = 12
/** A schema may go round in circles, and its lists may want very many entries. */
const maxDepth = 6
const maxItems = 5

/** What a schema says itself of the values that it accepts, and values made of it: the smallest and the whole. */
export function schemaExamples(schema: JsonSchema | undefined): SchemaExample[] {
  if (!isPlainObject(schema)) return []
  const given = [...listIn(schema, 'examples'), ...listIn(schema, 'enum')]
  const named = given.map((value, index) => ({ name: nameOf(value, `example ${index + 1}`), value }))
  if ('const' in schema) named.push({ name: nameOf(schema['const'], 'constant'), value: schema['const'] })
  if ('default' in schema) named.push({ name: 'default', value: schema['default'] })
  const alternatives = [...listIn(schema, 'anyOf'), ...listIn(schema, 'oneOf')]
  if (alternatives.length > 1)
    for (const [index, one] of alternatives.entries())
      named.push({ name: `kind ${index + 1}`, value: exampleOf(one, schema, true, maxDepth) })
  else
    named.push(
      { name: 'smallest', value: exampleOf(schema, schema, false, maxDepth) },
      { name: 'whole', value: exampleOf(schema, schema, true, maxDepth) },
    )
  return withoutDoubles(named).slice(0, maxExamples)
}

/** A short text is its own name. */
function nameOf(value: unknown, other: string): string {
  const isShort = (typeof value === 'string' && value !== '' && value.length <= 20) || typeof value === 'number'
  return isShort ? String(value) : other
}

function withoutDoubles(examples: readonly SchemaExample[]): SchemaExample[] {
  const contents = new Set<string>()
  return examples.filter(({ value }) => {
    // The types do not say that JSON has no text for undefined.
    const content: unknown = JSON.stringify(value)
    if (typeof content !== 'string' || contents.has(content)) return false
    contents.add(content)
    return true
  })
}

/** @param isWhole - with everything that may be there, not only what must be */
function exampleOf(schema: unknown, root: Words, isWhole: boolean, depth: number): unknown {
  if (!isPlainObject(schema) || depth === 0) return null
  for (const word of ['const', 'default']) if (word in schema) return schema[word]
  for (const word of ['examples', 'enum']) {
    const [first] = listIn(schema, word)
    if (first !== undefined) return first
  }
  const { $ref } = schema
  if (typeof $ref === 'string') return exampleOf(follow($ref, root), root, isWhole, depth - 1)
  const [alternative] = [...listIn(schema, 'anyOf'), ...listIn(schema, 'oneOf')]
  if (alternative !== undefined) return exampleOf(alternative, root, isWhole, depth - 1)
  const all = listIn(schema, 'allOf').filter(isPlainObject)
  if (all.length > 0) return exampleOf(together([schema, ...all]), root, isWhole, depth - 1)
  return ofType(typeOf(schema), schema, root, isWhole, depth)
}

/** Several schemas that hold at once, as far as an example goes. */
function together(parts: readonly Words[]): Words {
  const { allOf: _all, ...merged } = Object.assign({}, ...parts) as Record<string, unknown>
  const properties = parts.map((part) => part['properties']).filter(isPlainObject)
  const required = parts.flatMap((part) => listIn(part, 'required'))
  return {
    ...merged,
    ...(properties.length > 0 && { properties: Object.assign({}, ...properties) as unknown }),
    ...(required.length > 0 && { required }),
  }
}

function typeOf(schema: Words): unknown {
  const { type } = schema
  if (Array.isArray(type)) return type[0]
  if (type !== undefined) return type
  if ('properties' in schema) return 'object'
  return 'items' in schema || 'prefixItems' in schema ? 'array' : 'null'
}

function ofType(type: unknown, schema: Words, root: Words, isWhole: boolean, depth: number): unknown {
  if (type === 'string') return textFor(schema)
  if (type === 'number' || type === 'integer') return numberFor(schema, type === 'integer')
  if (type === 'boolean') return true
  if (type === 'array') return listFor(schema, root, isWhole, depth)
  if (type === 'object') return objectFor(schema, root, isWhole, depth)
  return null
}

const texts: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  time: '12:00:00Z',
  'date-time': '2026-01-31T12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
}

function textFor({ format, minLength, maxLength }: Words): string {
  const known = typeof format === 'string' ? texts[format] : undefined
  if (known !== undefined) return known
  const least = Math.min(Number(minLength ?? 0), 1_000)
  return 'text'.padEnd(least, ' text').slice(0, Number(maxLength ?? Infinity))
}

function numberFor(schema: Words, isWhole: boolean): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const step = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : 1
  const above = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + (isWhole ? 1 : step) : -Infinity
  const least = Math.max(typeof minimum === 'number' ? minimum : -Infinity, above)
  const below = typeof exclusiveMaximum === 'number' ? exclusiveMaximum - (isWhole ? 1 : step) : Infinity
  const most = Math.min(typeof maximum === 'number' ? maximum : Infinity, below)
  if (least === -Infinity) return most >= step ? step : Math.floor(most / step) * step
  const first = Math.ceil(least / step) * step
  return first <= most ? first : least
}

function listFor(schema: Words, root: Words, isWhole: boolean, depth: number): unknown[] {
  const first = listIn(schema, 'prefixItems').map((one) => exampleOf(one, root, isWhole, depth - 1))
  const wanted = Math.min(maxItems, Math.max(Number(schema['minItems'] ?? 0), isWhole && first.length === 0 ? 1 : 0))
  const { items } = schema
  if (!isPlainObject(items)) return first
  const more = Array.from({ length: Math.max(0, wanted - first.length) }, () =>
    exampleOf(items, root, isWhole, depth - 1),
  )
  return [...first, ...more]
}

function objectFor(schema: Words, root: Words, isWhole: boolean, depth: number): Record<string, unknown> {
  const { properties } = schema
  if (!isPlainObject(properties)) return {}
  const required = listIn(schema, 'required')
  const names = Object.keys(properties).filter((name) => isWhole || required.includes(name))
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name], root, isWhole, depth - 1)]))
}
