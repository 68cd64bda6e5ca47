import type { ConfigProblem } from '../sdk'
import { toPointer } from './json-pointer'
import { fail, ok, type Result } from './result'

/** Deeper than the engine can go: `likeJson` walks by recursion. */
const maxDepth = 1_000

/**
 * A copy of the value that leaves out every member that is `undefined`, as JSON does; or the first part of it that JSON
 * has nothing for.
 */
export function likeJson(value: unknown): Result<unknown, ConfigProblem> {
  try {
    return ok(copyOf(value, []))
  } catch (error) {
    if (error instanceof Unlike) return fail({ path: toPointer(error.path), message: error.message })
    throw error
  }
}

/** Thrown and caught in here. */
class Unlike extends Error {
  constructor(
    readonly path: readonly string[],
    message: string,
  ) {
    super(message)
  }
}

function copyOf(value: unknown, path: string[]): unknown {
  if (path.length > maxDepth) throw new Unlike(path.slice(0, 3), 'it goes round in a circle, or is nested too deep.')
  if (value === undefined) throw new Unlike(path, 'there is no value.')
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
    throw new Unlike(path, `a schema cannot describe a ${typeof value}.`)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Array.from(value, (entry, index) => copyOf(entry, [...path, String(index)]))
  const members = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(members.map(([key, entry]) => [key, copyOf(entry, [...path, key])]))
}
