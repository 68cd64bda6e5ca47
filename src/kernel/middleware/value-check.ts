import type { ConfigProblem } from '../../sdk'
import type { JsonSchema, SchemaCheck } from '../ports'
import type { createSchemaChecker } from '../check-schema'
import { elseNotChecked } from '../not-checked'
import { createQuickCheck, type QuickCheck } from './quick-check'
import { schemaWidth } from './schema-width'
import { looksUpTo } from './value-looks'

/** Checks the values of calls by the schemas of manifests. */
export interface ValueCheck {
  /** Whether the value surely fits, at once, within thousandths of a millisecond as a rule. `false` says nothing. */
  fits(schema: JsonSchema, value: unknown): boolean
  /** At once where the check is sure to be short; else by a promise, which never rejects. */
  check(schema: JsonSchema, value: unknown): readonly ConfigProblem[] | Promise<readonly ConfigProblem[]>
}

/** What it takes to check by one schema. */
interface Cost {
  /** So many looks at a value are allowed here; 0 where nobody knows how long one takes. */
  readonly most: number
  /** Says of most values that they fit; `null` where the schema says more than it knows. */
  readonly quick: QuickCheck | null
}

const never: Cost = { most: 0, quick: null }
const none: readonly ConfigProblem[] = []

/** A look takes a few thousandths of a millisecond: a check of so many is over before anybody notices. */
const mostLooks = 4_000

/**
 * A schema is a plugin's own text, and may take for ever: only one that surely does not is checked on the page, and what
 * is kept of it goes with it. All others are checked where they can be stopped.
 */
export function createValueCheck(schemas: SchemaCheck): ValueCheck {
  const costs = new WeakMap<object, Cost>()
  const checks = new WeakMap<object, ReturnType<typeof createSchemaChecker>>()
  let createChecker: typeof createSchemaChecker | null = null

  function costOf(schema: object & JsonSchema): Cost {
    const known = costs.get(schema)
    if (known) return known
    const width = schemaWidth(schema)
    const cost = width === null ? never : { most: mostLooks / width, quick: createQuickCheck(schema) }
    costs.set(schema, cost)
    return cost
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

  function fits(schema: JsonSchema, value: unknown): boolean {
    if (typeof schema === 'boolean') return schema
    const { most, quick } = costOf(schema)
    return quick !== null && quick(value, most)
  }

  return {
    fits,
    check(schema, value) {
      if (fits(schema, value)) return none
      if (typeof schema === 'boolean') return schemas.check(schema, value)
      const { most } = costOf(schema)
      if (looksUpTo(most, value) > most) return schemas.check(schema, value)
      return createChecker ? checkHere(schema, value, createChecker) : elseNotChecked(fetchFirst(schema, value))
    },
  }
}
