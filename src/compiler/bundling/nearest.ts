/** The name that was probably meant: equal but for case, or at most two typing errors away; `null` where none is. */
export function nearest(
  wanted: string,
  known: readonly string[],
  shape: (name: string) => string = (name) => name,
): string | null {
  const target = shape(wanted).toLowerCase()
  let best: string | null = null
  let bestDistance = Math.min(2, Math.floor(target.length / 2)) + 1
  for (const name of known) {
    const distance = editDistance(target, shape(name).toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** Levenshtein's distance, or `limit` where it is not below it. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    if (Math.min(...current) >= limit) return limit
    previous = current
  }
  return Math.min(previous[right.length] ?? limit, limit)
}
