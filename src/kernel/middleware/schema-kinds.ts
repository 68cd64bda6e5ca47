import { isPlainObject } from '../config'

/** A value of the kind that the check is for. */
export type Check<Value> = (value: Value) => boolean
export type Members = Readonly<Record<string, unknown>>

/** What a schema says of each kind of value; a kind without any check is free as long as its type is allowed. */
export interface Checks {
  readonly any: Check<unknown>[]
  readonly string: Check<string>[]
  readonly number: Check<number>[]
  readonly array: Check<readonly unknown[]>[]
  readonly object: Check<Members>[]
}

/** Thrown and caught by the quick check: the schema says what it does not know. */
export class Unknown extends Error {}

const kinds = { null: 1, boolean: 2, number: 4, string: 8, array: 16, object: 32, integer: 64 }
const anyKind = kinds.null | kinds.boolean | kinds.number | kinds.string | kinds.array | kinds.object

/** The kinds that a schema's `type` allows, as a sum. */
export function kindsIn(type: unknown): number {
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

/** One check of all: of what is allowed, each by its kind. */
export function ofKinds(allowed: number, { any, string, number, array, object }: Checks): Check<unknown> {
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
