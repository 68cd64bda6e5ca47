import type { Piece } from '../../kernel/pipeline/source'
import type { ItemKind } from './item-kind'
import { createCsvReader } from './read-csv'
import { createJsonLinesReader, createTextReader } from './read-lines'
import type { RecordReader } from './record-reader'

/** The page opens one file, once, and then asks for each piece. */
export type ItemsRequest =
  { readonly type: 'open'; readonly file: Blob; readonly kind: ItemKind } | { readonly type: 'next' }

/** One for each `next`. */
export type ItemsReply =
  | { readonly type: 'piece'; readonly piece: Piece; readonly bytesRead: number }
  | { readonly type: 'end'; readonly bytesRead: number }
  | { readonly type: 'failed'; readonly message: string }

const sliceBytes = 262_144
/** A piece that the page takes in within a few milliseconds. */
const itemsAtOnce = 500

const readers: { readonly [Kind in ItemKind]: () => RecordReader } = {
  csv: createCsvReader,
  jsonl: createJsonLinesReader,
  text: createTextReader,
}

async function* piecesOf(file: Blob, kind: ItemKind): AsyncGenerator<ItemsReply> {
  const reader = readers[kind]()
  const decoder = new TextDecoder(await encodingOf(file))
  for (let from = 0; from < file.size; from += sliceBytes) {
    const to = Math.min(from + sliceBytes, file.size)
    const bytes = await file.slice(from, to).arrayBuffer()
    yield* repliesFor(reader.push(decoder.decode(bytes, { stream: true })), from, to)
  }
  yield* repliesFor(reader.push(decoder.decode()), file.size, file.size)
  yield* repliesFor(reader.end(), file.size, file.size)
}

/** By the mark that the file begins with; UTF-8 without one. */
async function encodingOf(file: Blob): Promise<string> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

function* repliesFor({ items, unread }: Piece, from: number, to: number): Generator<ItemsReply> {
  for (let first = 0; first < items.length; first += itemsAtOnce) {
    const next = Math.min(first + itemsAtOnce, items.length)
    const piece = {
      items: items.slice(first, next),
      unread: unread
        .filter(({ place }) => place >= first && place < next)
        .map((one) => ({ ...one, place: one.place - first })),
    }
    yield { type: 'piece', piece, bytesRead: from + Math.round(((to - from) * next) / items.length) }
  }
}

let pieces: AsyncGenerator<ItemsReply> | null = null
let size = 0

async function nextReply(): Promise<ItemsReply> {
  const next = await pieces?.next()
  return !next || next.done ? { type: 'end', bytesRead: size } : next.value
}

addEventListener('message', ({ data }: MessageEvent<ItemsRequest>) => {
  if (data.type === 'open') {
    pieces = piecesOf(data.file, data.kind)
    size = data.file.size
    return
  }
  // A generator takes the requests in order, however many there are.
  void nextReply()
    .catch((error: unknown): ItemsReply => {
      return { type: 'failed', message: error instanceof Error ? error.message : String(error) }
    })
    .then((reply) => postMessage(reply))
})
