import type { Item } from './item'

/** Holds the items between two steps: whoever writes waits while it is full, and whoever reads while it is empty. */
export interface Channel {
  /** Takes what is there, up to so many items and bytes, and at least one; none once it has ended. */
  take(maxItems: number, maxBytes: number): Promise<Item[]>
  /** Takes an item in, whether there is room or not. */
  push(item: Item): void
  /** Resolves when there is room; `null` where there is now. */
  room(): Promise<void> | null
  /** No further item comes. */
  end(): void
  /** Drops what is there, and lets everybody who waits go on: nothing comes, and everything goes. */
  close(): void
}

export interface ChannelOptions {
  /** Full from so many items or bytes on. */
  readonly maxItems: number
  readonly maxBytes: number
}

export function createChannel({ maxItems: fullItems, maxBytes: fullBytes }: ChannelOptions): Channel {
  let items: Item[] = []
  /** Those before this one are taken: cutting them off one by one would move all that follow. */
  let first = 0
  let bytes = 0
  let isOver = false
  let isClosed = false
  let wakeReader: (() => void) | null = null
  let wakeWriter: (() => void) | null = null

  const isFull = () => !isClosed && (items.length - first >= fullItems || bytes >= fullBytes)

  function takeNow(maxItems: number, maxBytes: number): Item[] {
    const start = first
    let taken = 0
    for (; first < items.length && first - start < maxItems; first++) {
      const size = items[first]?.bytes ?? 0
      if (first > start && taken + size > maxBytes) break
      taken += size
    }
    const batch = items.slice(start, first)
    bytes -= taken
    if (first * 2 > items.length) {
      items = items.slice(first)
      first = 0
    }
    if (!isFull()) wakeWriter?.()
    return batch
  }

  return {
    async take(maxItems, maxBytes) {
      while (first === items.length && !isOver) await new Promise<void>((resolve) => (wakeReader = resolve))
      return takeNow(maxItems, maxBytes)
    },
    push(item) {
      if (isClosed) return
      items.push(item)
      bytes += item.bytes
      wakeReader?.()
    },
    room: () => (isFull() ? new Promise<void>((resolve) => (wakeWriter = resolve)) : null),
    end() {
      isOver = true
      wakeReader?.()
    },
    close() {
      isOver = true
      isClosed = true
      items = []
      first = 0
      bytes = 0
      wakeReader?.()
      wakeWriter?.()
    },
  }
}
