import { diffLines, diffWordsWithSpace } from 'diff'

/** A run of text that both outputs have, or only one of them. */
export interface Part {
  readonly text: string
  readonly kind: 'same' | 'removed' | 'added'
}

/** Texts up to here are compared by words, longer ones by lines, and very long ones not at all. */
const maxWordChars = 20_000
const maxLineChars = 200_000
/** Two texts that have little in common would be compared for seconds; by then the difference says nothing. */
const maxMs = 40

/**
 * What changed from one text to the next, in reading order; `null` where the texts are too long or too different
 * for a difference to help.
 */
export function differenceOf(before: string, after: string): readonly Part[] | null {
  if (before === after) return [{ text: after, kind: 'same' }]
  const length = before.length + after.length
  if (length > maxLineChars) return null
  const bounds = { timeout: maxMs }
  const changes = length > maxWordChars ? diffLines(before, after, bounds) : diffWordsWithSpace(before, after, bounds)
  if (!changes) return null
  const parts = changes.map(({ value, added, removed }): Part => ({
    text: value,
    kind: added ? 'added' : removed ? 'removed' : 'same',
  }))
  return smooth(parts)
}

/**
 * Two words that changed on either side of one space read better as one change: 'Hello there' → 'Good day' and not
 * 'Hello' → 'Good', 'there' → 'day'.
 */
function smooth(parts: readonly Part[]): readonly Part[] {
  const groups: { removed: string; added: string; same: string }[] = []
  for (const { kind, text } of parts) {
    const last = groups.at(-1)
    if (!last || last.same !== '') groups.push({ removed: '', added: '', same: '', [kind]: text })
    else last[kind] += text
  }
  const joined: typeof groups = []
  for (const group of groups) {
    const last = joined.at(-1)
    const isGap = last && /^[^\S\n]$/.test(last.same) && (last.removed || last.added) && (group.removed || group.added)
    if (!isGap) {
      joined.push({ ...group })
      continue
    }
    last.removed += last.same + group.removed
    last.added += last.same + group.added
    last.same = group.same
  }
  return joined.flatMap(({ removed, added, same }) =>
    (
      [
        { kind: 'removed', text: removed },
        { kind: 'added', text: added },
        { kind: 'same', text: same },
      ] satisfies Part[]
    ).filter(({ text }) => text !== ''),
  )
}
