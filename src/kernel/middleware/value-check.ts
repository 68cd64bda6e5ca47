import type { ConfigProblem } from '../../sdk'
import type { JsonSchema, SchemaCheck } from '../ports'
import type { createSchemaChecker } from '../check-schema'
import { schemaWidth } from './schema-width'
import { looksUpTo } from './value-looks'

/** Checks the values of calls by the schemas of manifests. */
export interface ValueCheck {
  /** At once where the check is sure to be short; else by a promise. */
  check(schema: JsonSchema, value: unknown): readonly ConfigProblem[] | Promise<readonly ConfigProblem[]>
}

/** A look takes a few thousandths of a millisecond: a check of so many is over before anybody notices. */
const mostLooks = 4_000

/**
 * A schema is a plugin's own text, and may take for ever: only one that surely does not is checked on the page, and what
 * is kept of it goes with it. All others are checked where they can be stopped.
 */
export function createValueCheck(schemas: SchemaCheck): ValueCheck {
  const widths = new WeakMap<object, number | null>()
  const checks = new WeakMap<object, ReturnType<typeof createSchemaChecker>>()
  let createChecker: typeof createSchemaChecker | null = null

  function widthOf(schema: object & JsonSchema): number | null {
    const known = widths.get(schema)
    if (known !== undefined) return known
    const width = schemaWidth(schema)
    widths.set(schema, width)
    return width
  }

  async function fetchFirst(schema: object & JsonSchema, value: unknown): Promise<readonly ConfigProblem[]> {
    createChecker ??= (await import('../check-schema')).createSchemaChecker
    return checkHere(schema, value, createChecker)
  }

  function checkHere(
    schema: object & JsonSchema,
    value: unknown,
    create: typeof createSchemaChecker,
  ): readonly ConfigProblem[] {
    const check = checks.get(schema) ?? create(schema)
    checks.set(schema, check)
    return check(value)
  }

  return {
    check(schema, value) {
      if (typeof schema === 'boolean') return schemas.check(schema, value)
      const width = widthOf(schema)
      const most = width === null ? 0 : mostLooks / width
      if (looksUpTo(most, value) > most) return schemas.check(schema, value)
      return createChecker ? checkHere(schema, value, createChecker) : fetchFirst(schema, value)
    },
  }
}
