import { isPlainObject } from './config'
import type { JsonSchema } from './ports'

/**
 * Whether a value surely fits. `false` says nothing: it may not fit, or hold what is not looked at here, or take more
 * looks than were allowed.
 */
export type QuickCheck = (value: unknown, looks: number) => boolean

/** A value of the kind that the check is for. */
type Check<Value> = (value: Value) => boolean
type Members = Readonly<Record<string, unknown>>

/** What a schema says of each kind of value; a kind without any check is free as long as its type is allowed. */
interface Checks {
  readonly any: Check<unknown>[]
  readonly string: Check<string>[]
  readonly number: Check<number>[]
  readonly array: Check<readonly unknown[]>[]
  readonly object: Check<Members>[]
}

/** Thrown and caught in here: the schema says what is not known here. */
class Unknown extends Error {}

const kinds = { null: 1, boolean: 2, number: 4, string: 8, array: 16, object: 32, integer: 64 }
const anyKind = kinds.null | kinds.boolean | kinds.number | kinds.string | kinds.array | kinds.object

/** Keywords that nobody looks at while checking. */
const notes = new Set([
  ...['title', 'description', 'examples', 'deprecated', 'readOnly', 'writeOnly', '$comment', '$schema'],
])

/**
 * Makes functions of a schema that says nothing but what most do; `null` for any other. Such a check takes a fraction of
 * a microsecond where the library takes ten; and what the library refuses, it never accepts.
 */
export function createQuickCheck(schema: JsonSchema): QuickCheck | null {
  let left = 0

  /** Counted, as what stands in several places is looked at in each. */
  const counted =
    (check: Check<unknown>): Check<unknown> =>
    (value) =>
      --left >= 0 && check(value)

  function isLikeJson(value: unknown): boolean {
    if (--left < 0) return false
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true
    if (typeof value !== 'object' || value === null) return value === null
    if (Array.isArray(value)) {
      // Not by `every`, which passes over holes.
      for (let index = 0; index < value.length; index++) if (!isLikeJson(value[index])) return false
      return true
    }
    for (const name in value) if (!isLikeJson(Reflect.get(value, name))) return false
    return true
  }

  function compile(from: unknown): Check<unknown> {
    if (from === true) return () => true
    if (from === false) return () => false
    if (!isPlainObject(from)) throw new Unknown()
    const checks: Checks = { any: [], string: [], number: [], array: [], object: [] }
    for (const [keyword, value] of Object.entries(from)) {
      // The library would look for schemas in an object.
      if (notes.has(keyword) && !isPlainObject(value)) continue
      const add = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined
      if (!add) throw new Unknown()
      add(value, checks, from)
    }
    return counted(ofKinds(kindsIn(from['type']), checks))
  }

  const keywords: Readonly<Record<string, (value: unknown, checks: Checks, schema: Members) => void>> = {
    type: () => {},
    default: () => {},
    const: (only, { any }) => any.push(isOneOf([only])),
    enum: (values, { any }) => any.push(isOneOf(listOf(values))),
    allOf(schemas, { any }) {
      for (const check of listOf(schemas).map(compile)) any.push(check)
    },
    anyOf(schemas, { any }) {
      const checks = listOf(schemas).map(compile)
      // The library looks at the others, too, after one that fits, and gives up on what JSON does not have.
      any.push((value) => isLikeJson(value) && checks.some((check) => check(value)))
    },
    minimum: (least, { number }) => number.push(bounded(least, (value, bound) => value >= bound)),
    maximum: (most, { number }) => number.push(bounded(most, (value, bound) => value <= bound)),
    exclusiveMinimum: (least, { number }) => number.push(bounded(least, (value, bound) => value > bound)),
    exclusiveMaximum: (most, { number }) => number.push(bounded(most, (value, bound) => value < bound)),
    minLength: (least, { string }) => string.push(bounded(least, (value, bound) => hasCharacters(value, bound))),
    // No text has more characters than code units.
    maxLength: (most, { string }) => string.push(bounded(most, (value, bound) => value.length <= bound)),
    minItems: (least, { array }) => array.push(bounded(least, (value, bound) => value.length >= bound)),
    maxItems: (most, { array }) => array.push(bounded(most, (value, bound) => value.length <= bound)),
    minProperties: (least, { object }) =>
      object.push(bounded(least, (value, bound) => Object.keys(value).length >= bound)),
    maxProperties: (most, { object }) =>
      object.push(bounded(most, (value, bound) => Object.keys(value).length <= bound)),
    required(names, { object }) {
      const required = listOf(names).map(textOf)
      object.push((value) => required.every((name) => Object.hasOwn(value, name)))
    },
    prefixItems: (schemas, { array }) => {
      const checks = listOf(schemas).map(compile)
      array.push((value) => checks.every((check, index) => index >= value.length || check(value[index])))
    },
    items(schema, { array }, { prefixItems = [] }) {
      const check = compile(schema)
      const first = listOf(prefixItems).length
      array.push((value) => {
        for (let index = first; index < value.length; index++) if (!check(value[index])) return false
        return true
      })
    },
    properties(schemas, { object }, { additionalProperties }) {
      if (additionalProperties === undefined) object.push(hasMembers(checksByName(schemas)))
    },
    additionalProperties(schema, { object }, { properties = {} }) {
      object.push(hasOnlyMembers(checksByName(properties), compile(schema)))
    },
  }

  function checksByName(schemas: unknown): ReadonlyMap<string, Check<unknown>> {
    if (!isPlainObject(schemas)) throw new Unknown()
    return new Map(Object.entries(schemas).map(([name, schema]) => [name, compile(schema)]))
  }

  try {
    const check = compile(schema)
    return (value, looks) => {
      left = looks
      return check(value)
    }
  } catch (error) {
    if (error instanceof Unknown) return null
    throw error
  }
}

function kindsIn(type: unknown): number {
  if (type === undefined) return anyKind
  const names: readonly unknown[] = Array.isArray(type) ? type : [type]
  return names.reduce<number>((sum, name) => {
    if (!isKind(name)) throw new Unknown()
    return sum | kinds[name]
  }, 0)
}

function isKind(name: unknown): name is keyof typeof kinds {
  return typeof name === 'string' && Object.hasOwn(kinds, name)
}

function ofKinds(allowed: number, { any, string, number, array, object }: Checks): Check<unknown> {
  const isAny = all(any)
  const isString = all(string)
  const isNumber = all(number)
  const isArray = all(array)
  const isObject = all(object)
  const allows = (kind: number) => (allowed & kind) !== 0
  const mayBe = {
    ...{ string: allows(kinds.string), boolean: allows(kinds.boolean), null: allows(kinds.null) },
    ...{ number: allows(kinds.number), integer: allows(kinds.integer) },
    ...{ array: allows(kinds.array), object: allows(kinds.object) },
  }

  function fits(value: unknown): boolean {
    if (typeof value === 'string') return mayBe.string && isString(value)
    if (typeof value === 'number')
      return (mayBe.number || (mayBe.integer && Number.isInteger(value))) && isNumber(value)
    if (typeof value === 'boolean') return mayBe.boolean
    if (value === null) return mayBe.null
    if (Array.isArray(value)) return mayBe.array && isArray(value)
    // Of what JSON does not have, the library knows more.
    return isPlainObject(value) && mayBe.object && isObject(value)
  }

  return any.length === 0 ? fits : (value) => fits(value) && isAny(value)
}

/** As one function: most kinds have one check, or none. */
function all<Value>(checks: readonly Check<Value>[]): Check<Value> {
  const [first, ...others] = checks
  if (!first) return () => true
  return others.length === 0 ? first : (value) => checks.every((check) => check(value))
}

/** Of what is no object, as only that is the same by its value. */
function isOneOf(values: readonly unknown[]): Check<unknown> {
  if (values.some((value) => typeof value === 'object' && value !== null)) throw new Unknown()
  if (values.some((value) => value === undefined || Number.isNaN(value))) throw new Unknown()
  const known = new Set(values)
  return (value) => known.has(value)
}

function bounded<Value>(bound: unknown, holds: (value: Value, bound: number) => boolean): Check<Value> {
  if (typeof bound !== 'number') throw new Unknown()
  return (value) => holds(value, bound)
}

/** Whether there are so many characters: two code units may be one. */
function hasCharacters(text: string, least: number): boolean {
  if (text.length >= 2 * least) return true
  return text.length >= least && Array.from(text).length >= least
}

function hasMembers(checks: ReadonlyMap<string, Check<unknown>>): Check<Members> {
  const entries = [...checks]
  return (value) => {
    for (const [name, check] of entries) if (Object.hasOwn(value, name) && !check(value[name])) return false
    return true
  }
}

function hasOnlyMembers(known: ReadonlyMap<string, Check<unknown>>, other: Check<unknown>): Check<Members> {
  return (value) => {
    // The library sees inherited members, too: those are left to it.
    for (const name in value) {
      if (!Object.hasOwn(value, name)) return false
      const check = known.get(name) ?? other
      if (!check(value[name])) return false
    }
    return true
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unknown()
  return value
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Unknown()
  return value
}
