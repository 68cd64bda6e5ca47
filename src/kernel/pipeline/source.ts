/** An item that its source could not read. */
export interface UnreadItem {
  /** Its place among the items that came with it, which has `undefined`. */
  readonly place: number
  /** From 1. */
  readonly line: number
  readonly message: string
}

/** Items that came together. */
export interface Piece {
  readonly items: readonly unknown[]
  readonly unread: readonly UnreadItem[]
}

/** Items that come many at a time, as those of a file do. */
export interface PieceSource {
  /** The next ones; `null` where no more come. Rejects where they cannot be read. */
  nextPiece(): Promise<Piece | null>
  /** No more is wanted. */
  stop(): void
  /** How much of the file was read. */
  readonly bytesRead: number
}

/** Where the items of a stream come from. */
export type ItemSource = Iterable<unknown> | AsyncIterable<unknown> | PieceSource

export function isSource(input: unknown): input is ItemSource {
  if (typeof input !== 'object' || input === null) return false
  return Symbol.iterator in input || Symbol.asyncIterator in input || 'nextPiece' in input
}

export interface SourceReader {
  /** `null` where no more come; at once where the source can. Throws, or rejects with, what the source threw. */
  next(): Piece | null | Promise<Piece | null>
  /** Tells the source that no more is wanted. */
  stop(): void
  /** `null` where the source does not count bytes. */
  readonly bytesRead: number | null
}

/** Enough that the page has little to do between two items, and few enough that it is soon done with them. */
const itemsAtOnce = 250

const none: readonly UnreadItem[] = []

/** Reads what anybody's code gives: a source that cannot even be opened fails as it is read. */
export function createSourceReader(source: ItemSource): SourceReader {
  try {
    return open(source)
  } catch (thrown) {
    return createIterableReader({
      next() {
        throw thrown
      },
    })
  }
}

function open(source: ItemSource): SourceReader {
  if ('nextPiece' in source) {
    return {
      next: () => source.nextPiece(),
      stop: () => void leave(async () => source.stop()),
      get bytesRead() {
        return source.bytesRead
      },
    }
  }
  if (Symbol.asyncIterator in source) {
    const iterator = source[Symbol.asyncIterator]()
    return {
      bytesRead: null,
      async next() {
        const next = await iterator.next()
        return next.done ? null : { items: [next.value], unread: none }
      },
      stop: () => void leave(async () => iterator.return?.()),
    }
  }
  return createIterableReader(source[Symbol.iterator]())
}

/** What a source throws while it is left concerns nobody. */
async function leave(source: () => Promise<unknown>): Promise<void> {
  await source().catch(() => undefined)
}

function createIterableReader(iterator: Iterator<unknown>): SourceReader {
  /** How it ended: with what it threw, or with `null`. */
  let end: { readonly thrown: unknown } | null | undefined
  return {
    bytesRead: null,
    next() {
      const items: unknown[] = []
      try {
        while (end === undefined && items.length < itemsAtOnce) {
          const next = iterator.next()
          if (next.done) end = null
          else items.push(next.value)
        }
      } catch (thrown) {
        end = { thrown }
      }
      // What was read before it failed comes first.
      if (items.length > 0) return { items, unread: none }
      if (end) throw end.thrown
      return null
    },
    stop: () => void leave(async () => iterator.return?.()),
  }
}
