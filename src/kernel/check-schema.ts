import { Validator, type OutputUnit } from '@cfworker/json-schema'
import type { JsonSchema } from './ports'
import type { ConfigProblem } from '../sdk'

/** More would not be read. */
const maxProblems = 20

/** Checks a value against a JSON Schema (2020-12). A schema that is broken itself is told as the one problem. */
export function checkSchema(schema: JsonSchema, value: unknown): readonly ConfigProblem[] {
  if (schema === true) return []
  if (schema === false) return [{ path: '', message: 'The schema allows nothing.' }]
  try {
    const { valid, errors } = new Validator(schema, '2020-12', false).validate(value)
    return valid ? [] : toProblems(errors)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [{ path: '', message: `The schema itself cannot be used: ${reason}` }]
  }
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
