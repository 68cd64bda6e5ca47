/** The same names with the one at `from` at `to`; places that there are not mean the nearest. */
export function moved(names: readonly string[], from: number, to: number): string[] {
  const others = [...names]
  const taken = others.splice(from, 1)
  others.splice(Math.max(0, Math.min(others.length, to)), 0, ...taken)
  return others
}

/** Where a key moves the one at `from`; `null` where it is none that moves anything. */
export function placeByKey(key: string, from: number, length: number): number | null {
  const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: length - 1 }[key]
  return to === undefined ? null : Math.max(0, Math.min(length - 1, to))
}

/**
 * Where one that is dragged would be put down.
 *
 * @param middles - the middles of the others as they stood when the drag began, from the top
 * @param y - where the pointer is
 */
export function placeAt(middles: readonly number[], y: number): number {
  return middles.filter((middle) => middle < y).length
}

/** What a screen reader says of a move. */
export function moveSentence(name: string, to: number, length: number): string {
  const side = to === 0 ? ', the outermost' : to === length - 1 ? ', the innermost' : ''
  return `${name} is number ${to + 1} of ${length}${side}`
}
