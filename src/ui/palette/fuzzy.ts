/** How well a text answers a query, and which of its characters did. */
export interface FuzzyMatch {
  readonly score: number
  /** Indexes into the text, ascending. */
  readonly positions: readonly number[]
}

const wordStart = 8
const consecutive = 5
const plain = 1
/** Among equally good matches the shorter text is the likelier wish. */
const perCharacter = 0.05

/**
 * Matches when the query's characters appear in the text in order, whatever stands between. Spaces in the query are
 * skipped. Starts of words and runs count for more; `null` where there is no match.
 */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const wanted = query.toLowerCase().replace(/\s+/g, '')
  if (wanted === '') return { score: 0, positions: [] }
  const whole = text.toLowerCase().indexOf(query.trim().toLowerCase())
  if (whole >= 0) {
    const length = query.trim().length
    const positions = Array.from({ length }, (_, offset) => whole + offset)
    const start = isWordStart(text, whole) ? wordStart : 0
    return { score: start + length * (consecutive + plain) - text.length * perCharacter, positions }
  }
  return bestSubsequence(wanted, text)
}

/** Tries each place where the first character stands, and takes the best that follows from it. */
function bestSubsequence(wanted: string, text: string): FuzzyMatch | null {
  const lower = text.toLowerCase()
  let best: FuzzyMatch | null = null
  for (let start = lower.indexOf(wanted[0] ?? ''); start >= 0; start = lower.indexOf(wanted[0] ?? '', start + 1)) {
    const positions: number[] = [start]
    for (const character of wanted.slice(1)) {
      const next = nextPosition(lower, text, character, (positions.at(-1) ?? 0) + 1)
      if (next < 0) break
      positions.push(next)
    }
    if (positions.length < wanted.length) continue
    const score = scoreOf(text, positions)
    if (!best || score > best.score) best = { score, positions }
  }
  return best
}

/** The character right here, else at the next start of a word, else wherever it comes next. */
function nextPosition(lower: string, text: string, character: string, from: number): number {
  if (lower[from] === character) return from
  const anywhere = lower.indexOf(character, from)
  for (let index = anywhere; index >= 0; index = lower.indexOf(character, index + 1))
    if (isWordStart(text, index)) return index
  return anywhere
}

function scoreOf(text: string, positions: readonly number[]): number {
  const points = positions.map((position, index) => {
    if (isWordStart(text, position)) return wordStart
    return index > 0 && positions[index - 1] === position - 1 ? consecutive : plain
  })
  return points.reduce((sum, point) => sum + point, 0) - text.length * perCharacter
}

function isWordStart(text: string, index: number): boolean {
  if (index === 0) return true
  const before = text[index - 1] ?? ''
  const here = text[index] ?? ''
  return /[^\p{L}\p{N}]/u.test(before) || (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(here))
}
