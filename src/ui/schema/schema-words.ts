import { isPlainObject } from '../../kernel/config'
import type { JsonSchema } from '../../kernel/ports'

/** A schema for people: what may stand at a place. */
export type Words = Readonly<Record<string, unknown>>

/** The schemas that may say something of the value at `path`, where a number in a list is any word. */
export function schemasAt(root: JsonSchema | undefined, path: readonly string[]): Words[] {
  let found = expand(root, root)
  for (const key of path)
    found = found.flatMap((schema) => {
      const properties = schema['properties']
      const next =
        isPlainObject(properties) && Object.hasOwn(properties, key)
          ? properties[key]
          : (schema['items'] ?? schema['additionalProperties'])
      return expand(next, root)
    })
  return found
}

/** A schema and those that it points to or is made of, each once: they may go round in circles. */
function expand(schema: unknown, root: unknown, seen = new Set<object>()): Words[] {
  if (!isPlainObject(schema) || seen.has(schema)) return []
  seen.add(schema)
  const reference = schema['$ref']
  const parts = [schema['allOf'], schema['anyOf'], schema['oneOf']].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  )
  if (typeof reference === 'string') parts.push(follow(reference, root))
  return [schema, ...parts.flatMap((part) => expand(part, root, seen))]
}

/** What a reference within the schema points to; `undefined` for one out of it. */
export function follow(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#/')) return undefined
  return reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, key) => (isPlainObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), root)
}

/** A name that an object may have, and what the schema says of its value. */
export interface OfferedName {
  readonly name: string
  readonly about: Words
}

/** The names that these schemas know, each once. */
export function namesIn(schemas: readonly Words[]): OfferedName[] {
  const offers = new Map<string, OfferedName>()
  for (const { properties } of schemas)
    if (isPlainObject(properties))
      for (const [name, about] of Object.entries(properties))
        offers.set(name, { name, about: isPlainObject(about) ? about : {} })
  return [...offers.values()]
}

/** A value that may stand at a place, and the schema that names it. */
export interface OfferedValue {
  readonly value: unknown
  readonly about: Words
}

/** The values that these schemas name: those of an enum, a const, a default, examples, true and false. Each once. */
export function valuesIn(schemas: readonly Words[]): OfferedValue[] {
  const offers = new Map<string, OfferedValue>()
  for (const about of schemas) {
    const values = [
      ...listIn(about, 'enum'),
      ...('const' in about ? [about['const']] : []),
      ...(about['type'] === 'boolean' ? [true, false] : []),
      ...('default' in about ? [about['default']] : []),
      ...listIn(about, 'examples'),
    ]
    for (const value of values) {
      const content = JSON.stringify(value)
      if (!offers.has(content)) offers.set(content, { value, about })
    }
  }
  return [...offers.values()]
}

/** A word of a schema that is a text; an empty one where it is not. */
export function textIn(schema: Words, word: string): string {
  const text = schema[word]
  return typeof text === 'string' ? text : ''
}

/** A word of a schema that is a list; an empty one where it is not. */
export function listIn(schema: Words, word: string): readonly unknown[] {
  const list = schema[word]
  return Array.isArray(list) ? list : []
}
