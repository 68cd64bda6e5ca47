import type { ConfigProblem } from '../sdk'
import { isPlainObject, type Config } from './config'
import { manifestBounds } from './manifest-file'
import { reservedKeys } from './reserved-keys'
import { fail, ok, type Result } from './result'

const maxLength = 100_000

/** Thrown and caught in here: what is wrong, and where. */
class Unfit extends Error {
  override readonly name = 'Unfit'
  constructor(
    readonly path: readonly string[],
    message: string,
  ) {
    super(message)
  }
}

/**
 * A config as a plain copy that JSON can carry, or what keeps the value from being one. Never throws, whatever the
 * value: it may be a proxy, or have getters.
 */
export function readConfig(value: unknown): Result<Config, ConfigProblem> {
  try {
    const config = copyOf(value, [])
    if (!isPlainObject(config)) throw new Unfit([], 'it must be an object in braces: { … }')
    const { length } = JSON.stringify(config)
    if (length > maxLength) throw new Unfit([], `it is longer than ${maxLength} characters`)
    return ok(config)
  } catch (error) {
    const path = error instanceof Unfit ? error.path : []
    return fail({ path: path.map((key) => `/${key}`).join(''), message: messageOf(error) })
  }
}

function copyOf(value: unknown, path: readonly string[]): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw new Unfit(path, `${value} is no number that JSON has`)
  }
  if (typeof value !== 'object') throw new Unfit(path, `JSON has no ${typeof value}`)
  // What goes round in a circle is deeper than any bound.
  if (path.length > manifestBounds.maxDepth)
    throw new Unfit(path.slice(0, 3), `it goes round in a circle, or more than ${manifestBounds.maxDepth} levels deep`)
  if (Array.isArray(value)) return Array.from(value, (entry, index) => copyOf(entry, [...path, String(index)]))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new Unfit(path, 'it must be a plain object, a list, a text, a number, true, false or null')
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (reservedKeys.has(key)) throw new Unfit([...path, key], `"${key}" cannot be a key`)
      return [key, copyOf(entry, [...path, key])]
    }),
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it cannot be read'
}
