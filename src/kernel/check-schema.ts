import { Validator, type OutputUnit } from '@cfworker/json-schema'
import { likeJson } from './like-json'
import type { JsonSchema } from './ports'
import { ok } from './result'
import type { ConfigProblem } from '../sdk'

/** More would not be read. */
const maxProblems = 20

/** Checks a value against a JSON Schema (2020-12). A schema that is broken itself is told as the one problem. */
export function checkSchema(schema: JsonSchema, value: unknown): readonly ConfigProblem[] {
  return createSchemaChecker(schema)(value)
}

/** The same for many values: what the schema is made into is kept. */
export function createSchemaChecker(schema: JsonSchema): (value: unknown) => readonly ConfigProblem[] {
  if (schema === true) return () => []
  if (schema === false) return () => [{ path: '', message: 'The schema allows nothing.' }]
  let validator: Validator
  try {
    validator = new Validator(schema, '2020-12', false)
  } catch (error) {
    return () => [unusable(error)]
  }
  return (value) => {
    try {
      return toProblems(validator.validate(value).errors)
    } catch (error) {
      return checkAgain(schema, value, error)
    }
  }
}

/**
 * The validator throws for what JSON does not have, though a member that is `undefined` is as good as one that is not
 * there; and where the problems are too many to be put together, of which one will do.
 */
function checkAgain(schema: Readonly<Record<string, unknown>>, value: unknown, thrown: unknown): ConfigProblem[] {
  const like = thrown instanceof RangeError ? ok(value) : likeJson(value)
  if (!like.ok) return [like.error]
  try {
    return toProblems(new Validator(schema, '2020-12', true).validate(like.value).errors)
  } catch (error) {
    if (!(error instanceof RangeError)) return [unusable(error)]
    return [{ path: '', message: 'it goes round in a circle, or is nested too deep.' }]
  }
}

function unusable(error: unknown): ConfigProblem {
  const reason = error instanceof Error ? error.message : String(error)
  return { path: '', message: `The schema itself cannot be used: ${reason}` }
}

/** The keywords that only say that something further in is wrong. */
const containers = new Set([
  'properties',
  'items',
  'prefixItems',
  'additionalProperties',
  'allOf',
  '$ref',
  'patternProperties',
])

function toProblems(errors: readonly OutputUnit[]): ConfigProblem[] {
  const inner = errors.filter(({ keyword }) => !containers.has(keyword))
  const told = inner.length > 0 ? inner : errors
  const problems = told.map((unit) => ({ path: unit.instanceLocation.replace(/^#/, ''), message: messageOf(unit) }))
  return problems.slice(0, maxProblems)
}

/** The library's sentence, in words that need no knowledge of it. */
function messageOf({ keyword, error }: OutputUnit): string {
  if (keyword === 'false') return 'the schema does not know this key.'
  const type = /^Instance type "(.+)" is invalid\. Expected "(.+)"\.$/.exec(error)
  if (type) return `it is of type ${type[1]}, and must be of type ${type[2]}.`
  return error.replace(/^Instance /, 'the value ')
}
