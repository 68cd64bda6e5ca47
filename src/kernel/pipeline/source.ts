/** Items to be read one after the other; `bytesRead` where they come from a file. */
export type ItemSource = (Iterable<unknown> | AsyncIterable<unknown>) & { readonly bytesRead?: number }

export function isSource(input: unknown): input is ItemSource {
  return typeof input === 'object' && input !== null && (Symbol.iterator in input || Symbol.asyncIterator in input)
}

/** One item, or that there is none any more. */
export type Read = { readonly done: false; readonly value: unknown } | { readonly done: true }

export interface SourceReader {
  /** At once where the source can; rejects with what it threw. */
  next(): Read | Promise<Read>
  /** Tells the source that no more is wanted. */
  stop(): void
}

export function createSourceReader(source: ItemSource): SourceReader {
  if (Symbol.asyncIterator in source) {
    const iterator = source[Symbol.asyncIterator]()
    return {
      next: async () => readOf(await iterator.next()),
      // What it throws while it is left concerns nobody.
      stop: () => void iterator.return?.().catch(() => {}),
    }
  }
  const iterator = source[Symbol.iterator]()
  return { next: () => readOf(iterator.next()), stop: () => void iterator.return?.() }
}

function readOf({ done, value }: IteratorResult<unknown>): Read {
  return done ? { done } : { done: false, value }
}
