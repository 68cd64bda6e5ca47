import { isPlainObject } from '../../kernel/config'
import type { JsonSchema } from '../../kernel/ports'

/** Words that do not hold for a person's own values, which lie over the defaults: those fill what is left out. */
const wholeOnly = new Set(['required', 'minProperties', 'dependentRequired'])
/** Words that could keep Monaco's worker busy for ever, for all plugins: a pattern is a plugin's own text. */
const patterns = new Set(['pattern', 'patternProperties', 'propertyNames', 'format'])
/** Words below which a value is judged by several schemas at once, where less would mean something else. */
const choices = new Set(['not', 'if', 'then', 'else', 'oneOf', 'dependentSchemas', 'unevaluatedProperties'])

const maxDepth = 24

/**
 * The schema of a person's own values, made of the schema of the whole config. It says less, never more: the whole is
 * checked when the values are applied.
 */
export function ownValuesSchema(schema: JsonSchema | undefined): object | null {
  return isPlainObject(schema) ? relax(schema, maxDepth) : null
}

function relax(schema: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const relaxed: Record<string, unknown> = {}
  // A $ref out of the schema would be fetched, or not be found.
  if (typeof schema['$ref'] === 'string' && !schema['$ref'].startsWith('#/')) return relaxed
  for (const [word, value] of Object.entries(schema)) {
    if (wholeOnly.has(word) || patterns.has(word) || choices.has(word) || depth === 0) continue
    if (word === 'additionalProperties' && 'patternProperties' in schema) continue
    relaxed[word] = namesOf.has(word) ? relaxEach(value, depth) : relaxAny(value, word, depth)
  }
  return relaxed
}

/** Words whose value is an object of schemas by name. */
const namesOf = new Set(['properties', '$defs', 'definitions'])
/** Words whose value is a schema, or a list of them. */
const schemasIn = new Set(['items', 'prefixItems', 'additionalProperties', 'allOf', 'anyOf', 'contains'])

function relaxEach(value: unknown, depth: number): unknown {
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, relaxSchema(one, depth - 1)]))
}

function relaxAny(value: unknown, word: string, depth: number): unknown {
  if (!schemasIn.has(word)) return value
  return Array.isArray(value) ? value.map((one) => relaxSchema(one, depth - 1)) : relaxSchema(value, depth - 1)
}

function relaxSchema(value: unknown, depth: number): unknown {
  return isPlainObject(value) ? relax(value, depth) : value
}
