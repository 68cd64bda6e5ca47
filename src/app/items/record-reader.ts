import type { Piece, UnreadItem } from '../../kernel/pipeline/source'

/** Makes items of a text that comes piece by piece, cut anywhere. */
export interface RecordReader {
  push(text: string): Piece
  /** What the end of the text completes. */
  end(): Piece
}

/** Longer ones are not read, in characters: so no more is held, whatever the file. */
export const maxRecordLength = 4 * 1_048_576

/** A {@link Piece} that is being gathered. */
export interface Gathered extends Piece {
  add(item: unknown): void
  leaveOut(line: number, message: string): void
}

export function gather(): Gathered {
  const items: unknown[] = []
  const unread: UnreadItem[] = []
  return {
    items,
    unread,
    add: (item) => void items.push(item),
    leaveOut(line, message) {
      unread.push({ place: items.length, line, message: `Line ${line}: ${message}` })
      items.push(undefined)
    },
  }
}

export const tooLong = 'it is longer than 4 MB'
