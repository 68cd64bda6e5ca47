import type { Piece, PieceSource } from '../../kernel/pipeline/source'
import { kindOf, type ItemKind } from './item-kind'
import type { ItemsReply, ItemsRequest } from './items.worker'

/** How many pieces are on their way: some are read while others are taken in, and a busy machine is late with each. */
const ahead = 4

/**
 * The items of a file, read in a worker piece by piece as they are asked for, so that little of it is held however large
 * it is. CSV gives objects of texts under the names of its header. A source that is never asked starts no worker, as
 * nobody stops one that was not begun.
 *
 * @param kind - by the file's name or type unless told
 */
export function openItems(file: Blob, kind: ItemKind = kindOf(file)): PieceSource {
  let worker: Worker | null = null
  const replies: ItemsReply[] = []
  let over: ItemsReply | null = null
  let bytesRead = 0
  let wake: () => void = () => {}

  const post = (request: ItemsRequest) => worker?.postMessage(request)

  function start(): void {
    worker = new Worker(new URL('./items.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<ItemsReply>) => arrived(data)
    worker.onerror = () => arrived({ type: 'failed', message: 'what reads files could not be started' })
    post({ type: 'open', file, kind })
    for (let asked = 0; asked < ahead; asked++) post({ type: 'next' })
  }

  function arrived(reply: ItemsReply): void {
    replies.push(reply)
    wake()
  }

  function end(reply: ItemsReply): void {
    over ??= reply
    worker?.terminate()
    wake()
  }

  return {
    get bytesRead() {
      return bytesRead
    },
    async nextPiece(): Promise<Piece | null> {
      if (worker === null && over === null) start()
      while (replies.length === 0 && over === null) await new Promise<void>((resolve) => (wake = resolve))
      const reply = over ?? replies.shift()
      if (reply?.type === 'piece') {
        bytesRead = reply.bytesRead
        post({ type: 'next' })
        return reply.piece
      }
      if (reply) end(reply)
      if (reply?.type === 'failed') throw new Error(reply.message)
      if (reply) bytesRead = reply.bytesRead
      return null
    },
    stop: () => end({ type: 'end', bytesRead }),
  }
}
