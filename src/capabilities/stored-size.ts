/** A list, a map or whatever else: its entry in the table below says how large it is itself, and what is in it. */
type Part = readonly [bytes: number, parts: Iterable<unknown>]

const none: readonly unknown[] = []

function partOf(value: unknown): Part | null {
  if (typeof value === 'string') return [8 + 2 * value.length, none]
  if (typeof value !== 'object' || value === null) return [8, none]
  // Whatever part of its buffer a view shows, all of the buffer is stored.
  if (ArrayBuffer.isView(value)) return [16, [value.buffer]]
  if (value instanceof ArrayBuffer) return [16 + value.byteLength, none]
  if (value instanceof Blob) return [16 + value.size, none]
  if (value instanceof Date) return [16, none]
  if (value instanceof Map) return [16, [...value.keys(), ...value.values()]]
  if (value instanceof Set || Array.isArray(value)) return [16 + 8 * (Array.isArray(value) ? value.length : 0), value]
  // What came over a port is one of the above, a plain object, or something with a size that nobody can read.
  if (Object.getPrototypeOf(value) === Object.prototype) return [16, Object.entries(value).flat()]
  return null
}

/**
 * About how many bytes a value takes on disk; stops counting once it is past `limit`. `null` for what is no plain data:
 * nobody could say how large that is.
 */
export function storedSize(value: unknown, limit: number): number | null {
  const seen = new Set<unknown>()
  const left: unknown[] = [value]
  let bytes = 0
  while (left.length > 0 && bytes <= limit) {
    const next = left.pop()
    if (typeof next === 'object' && next !== null) {
      if (seen.has(next)) continue
      seen.add(next)
    }
    const part = partOf(next)
    if (part === null) return null
    bytes += part[0]
    if (bytes <= limit) for (const inner of part[1]) left.push(inner)
  }
  return bytes
}

/** A view over a part of a larger buffer as one over that part alone; any other value as it is. */
export function withoutRest(value: unknown): unknown {
  if (!ArrayBuffer.isView(value) || value.byteLength === value.buffer.byteLength) return value
  if (isTypedArray(value)) return value.slice()
  return new DataView(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength))
}

function isTypedArray(view: ArrayBufferView): view is ArrayBufferView & { slice(): ArrayBufferView } {
  return !(view instanceof DataView)
}
