import { isPlainObject } from '../config'
import { Unknown, type Check, type Checks, type Members } from './schema-kinds'

/** Adds to the checks what a keyword of this value asks for, beside the others of its schema. */
export type Keyword = (value: unknown, checks: Checks, schema: Members) => void

export interface KeywordsOptions {
  /** Makes the check of a schema inside of this one. */
  readonly compile: (schema: unknown) => Check<unknown>
  /** Whether JSON has such a value; one that takes too many looks is none. */
  readonly isLikeJson: Check<unknown>
}

/** What is known of a schema's words, by name. */
export function createKeywords({ compile, isLikeJson }: KeywordsOptions): Readonly<Record<string, Keyword>> {
  function checksByName(schemas: unknown): ReadonlyMap<string, Check<unknown>> {
    if (!isPlainObject(schemas)) throw new Unknown()
    return new Map(Object.entries(schemas).map(([name, schema]) => [name, compile(schema)]))
  }

  return {
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
