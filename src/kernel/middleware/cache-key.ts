import { isPlain } from './copy'

/** A longer input costs more to compare than most plugins take. */
const longest = 100_000
const maxDepth = 32

/** Thrown and caught in here. */
class NoKey extends Error {}

/**
 * The same text for two inputs that are the same, whatever the order of their keys; `null` for an input that is not
 * like JSON (a map, a date, bytes), or is too large or too deep to be compared.
 */
export function cacheKey(input: unknown, maxLength = longest): string | null {
  const parts: string[] = []
  let length = 0

  function add(part: string): void {
    length += part.length
    if (length > maxLength) throw new NoKey()
    parts.push(part)
  }

  function write(value: unknown, depth: number): void {
    if (value === null || typeof value === 'boolean') return add(String(value))
    if (typeof value === 'string') return add(JSON.stringify(value))
    // -0 is another input than 0.
    if (typeof value === 'number') return add(Object.is(value, -0) ? '-0' : String(value))
    if (value === undefined) return add('undefined')
    if (depth === maxDepth || !(Array.isArray(value) || isPlain(value))) throw new NoKey()
    if (Array.isArray(value)) {
      add('[')
      // By index: a hole is read as what it is, nothing.
      for (let index = 0; index < value.length; index++) {
        write(value[index], depth + 1)
        add(',')
      }
      return add(']')
    }
    add('{')
    for (const key of Object.keys(value).sort()) {
      add(`${JSON.stringify(key)}:`)
      write(value[key], depth + 1)
      add(',')
    }
    add('}')
  }

  try {
    write(input, 0)
    return parts.join('')
  } catch (error) {
    if (error instanceof NoKey) return null
    throw error
  }
}
