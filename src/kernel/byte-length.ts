/**
 * About how many bytes a value takes when it crosses to a worker. Stops counting once it is past `limit`, so that a
 * huge value costs no more than a large one. `seen` gathers the objects that it is made of.
 */
export function byteLengthUpTo(limit: number, value: unknown, seen = new Set<object>()): number {
  const left: unknown[] = [value]
  let bytes = 0
  while (left.length > 0 && bytes <= limit) {
    const next = left.pop()
    if (typeof next === 'string') bytes += next.length
    else if (typeof next !== 'object' || next === null) bytes += 8
    // Whatever part of its buffer a view shows, all of the buffer crosses.
    else if (ArrayBuffer.isView(next)) left.push(next.buffer)
    else if (!seen.has(next)) {
      seen.add(next)
      bytes += 16
      if (next instanceof ArrayBuffer) bytes += next.byteLength
      else if (next instanceof Map) for (const [key, entry] of next) left.push(key, entry)
      else if (Array.isArray(next) || next instanceof Set) for (const entry of next) left.push(entry)
      else
        for (const [key, entry] of Object.entries(next)) {
          bytes += key.length
          left.push(entry)
        }
    }
  }
  return bytes
}
