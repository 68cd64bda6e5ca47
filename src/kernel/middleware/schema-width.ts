import { isPlainObject } from '../config'
import type { JsonSchema } from '../ports'

/** Keywords whose schema looks at the same value as the schema that they stand in. */
const inPlace = ['not', 'if', 'then', 'else']
const inPlaceLists = ['allOf', 'anyOf', 'oneOf']
const inPlaceMaps = ['dependentSchemas']
/** Keywords whose schemas look at the parts of a value, each at parts of its own. */
const ofParts = ['additionalProperties', 'items']
const ofPartsLists = ['prefixItems']
const ofPartsMaps = ['properties']
/** Keywords whose schema looks at parts that others look at as well. */
const ofPartsAgain = ['contains', 'propertyNames']
/** Keywords that take one glance at a value, or a glance for each thing that they name. */
const glances = [
  ...['type', 'const', 'enum', 'required', 'dependentRequired', 'multipleOf'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'minContains', 'maxContains', 'minProperties', 'maxProperties'],
]
/** Keywords that nobody looks at while checking. */
const notes = [
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', '$comment', '$schema'],
  ...['contentEncoding', 'contentMediaType'],
]

const glancing = new Set(glances)
const known = new Set([
  ...[...inPlace, ...inPlaceLists, ...inPlaceMaps, ...ofParts, ...ofPartsLists, ...ofPartsMaps, ...ofPartsAgain],
  ...[...glances, ...notes],
])

/** So many things that a keyword names cost as much as one look. */
const namesInALook = 8

interface Looks {
  /** At the value itself. */
  readonly here: number
  /** At the part of it that is looked at most often. */
  readonly below: number
}

/** Thrown and caught in here. */
class Unbounded extends Error {}

/**
 * How often a check looks at any one part of a value, at most; so that times the parts of a value is the most that a
 * check costs. `null` where there is no such bound: a pattern may take for ever on a short text, a `$ref` may double
 * the looks with each level, and what is not known here may do either.
 */
export function schemaWidth(schema: JsonSchema): number | null {
  try {
    const { here, below } = looksOf(schema)
    return Math.max(here, below)
  } catch (error) {
    if (error instanceof Unbounded) return null
    throw error
  }
}

function looksOf(schema: unknown): Looks {
  if (typeof schema === 'boolean') return { here: 1, below: 0 }
  if (!isPlainObject(schema)) throw new Unbounded()
  for (const keyword of Object.keys(schema)) if (!known.has(keyword)) throw new Unbounded()

  const those = (keywords: readonly string[]) => keywords.filter((keyword) => Object.hasOwn(schema, keyword))
  const one = (keywords: readonly string[]) => those(keywords).map((keyword) => looksOf(schema[keyword]))
  const each = (keywords: readonly string[]) =>
    those(keywords).flatMap((keyword) => entriesOf(schema[keyword]).map(looksOf))

  const same = [...one(inPlace), ...each([...inPlaceLists, ...inPlaceMaps])]
  const parts = [...one(ofParts), ...each([...ofPartsLists, ...ofPartsMaps])]
  const again = one(ofPartsAgain)
  const named = Object.entries(schema).reduce(
    (sum, [keyword, value]) => sum + (glancing.has(keyword) ? thingsIn(value) : 0),
    each(ofPartsMaps).length,
  )
  return {
    here: 1 + Math.floor(named / namesInALook) + sum(same.map(({ here }) => here)),
    below: Math.max(0, ...parts.map(widthOf)) + sum(again.map(widthOf)) + sum(same.map(({ below }) => below)),
  }
}

function widthOf({ here, below }: Looks): number {
  return Math.max(here, below)
}

/** The schemas of a list or of a map. */
function entriesOf(schemas: unknown): unknown[] {
  if (typeof schemas !== 'object' || schemas === null) throw new Unbounded()
  return Object.values(schemas)
}

function thingsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, entry) => sum + thingsIn(entry), 1)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
