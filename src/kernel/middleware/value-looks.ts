/** So many characters cost as much to look at as one value. */
const charactersInALook = 1_000

/**
 * How many looks it takes to see every part of a value, each as often as it stands there. Stops counting past `limit`,
 * so that what goes round in a circle ends as well.
 */
export function looksUpTo(limit: number, value: unknown): number {
  const left: unknown[] = [value]
  let looks = 0
  while (left.length > 0 && looks <= limit) {
    const next = left.pop()
    looks++
    if (typeof next === 'string') looks += next.length / charactersInALook
    else if (ArrayBuffer.isView(next)) looks += next.byteLength
    else if (typeof next === 'object' && next !== null) {
      const parts: unknown[] = Object.values(next)
      if (parts.length > limit) return parts.length
      left.push(...parts)
    }
  }
  return looks
}
