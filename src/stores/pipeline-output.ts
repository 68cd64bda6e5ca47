/** Takes what comes out of a stream: the first items to be looked at, and all of them to be saved. */
export interface OutputCollector {
  take(items: readonly unknown[]): void
  readonly count: number
  /** The first items, as many as are kept; another list whenever there are more. */
  readonly first: readonly unknown[]
  /** Every item, as a JSON list. */
  json(): Blob
}

export interface OutputCollectorOptions {
  /** Items beyond this number are kept as text alone, outside of the page's own memory. */
  readonly keptItems?: number
}

/** As many as a table of them is still sorted at once. */
const keptItemsUnlessTold = 10_000
/** Characters that are gathered before they leave the page's memory. */
const pieceChars = 1_000_000

export function createOutputCollector({
  keptItems = keptItemsUnlessTold,
}: OutputCollectorOptions = {}): OutputCollector {
  let first: readonly unknown[] = []
  let count = 0
  let piece: string[] = []
  let chars = 0
  let rest = new Blob([])

  function write(item: unknown): void {
    const text = `,\n${jsonOf(item)}`
    piece.push(text)
    chars += text.length
    if (chars < pieceChars) return
    rest = new Blob([rest, ...piece])
    piece = []
    chars = 0
  }

  return {
    take(items) {
      count += items.length
      const room = keptItems - first.length
      if (room > 0) first = [...first, ...items.slice(0, room)]
      for (const item of items.slice(Math.max(0, room))) write(item)
    },
    get count() {
      return count
    },
    get first() {
      return first
    },
    json: () => new Blob(['[', first.map(jsonOf).join(',\n'), rest, ...piece, ']\n'], { type: 'application/json' }),
  }
}

/** What JSON has no word for becomes a text or a list; what goes round in a circle is left out. */
function jsonOf(item: unknown): string {
  try {
    return item === undefined ? 'null' : JSON.stringify(item, plain)
  } catch {
    return 'null'
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Map || value instanceof Set) return [...value]
  return value
}
