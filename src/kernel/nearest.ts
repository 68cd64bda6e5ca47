/**
 * The candidate that a word was probably meant to be: equal but for case, or at most two slips of the fingers away;
 * `null` where none is.
 *
 * @param shape - what is compared of each; the whole unless told
 */
export function nearest(
  word: string,
  candidates: readonly string[],
  shape: (name: string) => string = (name) => name,
): string | null {
  const meant = shape(word).toLowerCase()
  // A long word is no slip of the fingers, and comparing it would cost time.
  if (meant.length > 40) return null
  let best: string | null = null
  // Any two single letters are one change apart, so a short word is near to nothing else.
  let bestDistance = Math.min(2, Math.floor(meant.length / 2)) + 1
  for (const candidate of candidates) {
    const other = shape(candidate).toLowerCase()
    if (Math.abs(other.length - meant.length) >= bestDistance) continue
    const distance = editDistance(meant, other)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** How many letters to add, take away, change or swap with a neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
