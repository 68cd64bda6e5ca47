import type { Clock } from '../kernel/ports'
import type { Result } from '../kernel/result'
import type { RecordChange, WriteFailure } from './database'
import type { StoreName } from './records'

/** With the write itself, which takes a few milliseconds, an edit is on disk well within 300 ms. */
const delayMs = 200
const firstRetryMs = 1000
const lastRetryMs = 30_000

/** An `example` yields to whatever is stored under its path; an `edit` is the person's. */
export type Origin = 'example' | 'edit'

/** What differs between memory and disk, and the timers that even it out. */
export interface WriteBehind {
  /** A record changed in memory. */
  mark(store: StoreName, key: string, origin: Origin): void
  /** Starts to write when `write` is set, and only gathers marks when it is not. */
  connect(write: WriteChanges | null): void
  /** Writes all marks now. `leaving`: the page may be gone before this returns. */
  flush(leaving?: boolean): Promise<void>
  /** The marks of a store, those that are being written among them. */
  marks(store: StoreName): ReadonlyMap<string, Origin>
  /** Forgets all marks: memory is what is stored. */
  clear(): void
  readonly busy: boolean
  /** What the newest write failed with; `null` as soon as one succeeds. */
  readonly failure: WriteFailure | null
}

type WriteChanges = (changes: readonly RecordChange[], leaving: boolean) => Promise<Result<void, WriteFailure>>

export interface WriteBehindOptions {
  readonly clock: Clock
  /** The record's value in memory, at the moment of writing; `null` where there is none. */
  readonly valueOf: (store: StoreName, key: string) => unknown
  readonly onChange: () => void
}

interface Mark {
  readonly store: StoreName
  readonly key: string
  readonly origin: Origin
}

export function createWriteBehind({ clock, valueOf, onChange }: WriteBehindOptions): WriteBehind {
  const pending = new Map<string, Mark>()
  const inFlight = new Set<ReadonlyMap<string, Mark>>()
  let write: WriteChanges | null = null
  let failure: WriteFailure | null = null
  let retryMs = firstRetryMs
  let dueAt = Infinity
  let cancelTimer: () => void = () => undefined

  function schedule(ms: number): void {
    const at = clock.now() + ms
    // The first edit of a row decides: a person who never stops typing is written all the same.
    if (at >= dueAt) return
    cancelTimer()
    dueAt = at
    cancelTimer = clock.after(ms, () => void flush())
  }

  function unschedule(): void {
    cancelTimer()
    dueAt = Infinity
  }

  async function flush(leaving = false): Promise<void> {
    unschedule()
    // A write under way may be dropped with the page: the last one carries all.
    const batch = new Map(leaving ? [...[...inFlight].flatMap((each) => [...each]), ...pending] : pending)
    if (write === null || batch.size === 0) return
    const connection = write
    const changes = [...batch.values()].map(({ store, key }) => ({ store, key, value: valueOf(store, key) }))
    pending.clear()
    inFlight.add(batch)
    // Started without waiting for a write under way: the database runs them in order.
    const result = await connection(changes, leaving)
    if (!inFlight.delete(batch)) return
    if (result.ok) {
      failure = null
      retryMs = firstRetryMs
    } else {
      failure = result.error
      for (const [id, mark] of batch) if (pending.get(id)?.origin !== 'edit') pending.set(id, mark)
      if (write === connection) schedule(retryMs)
      retryMs = Math.min(retryMs * 2, lastRetryMs)
    }
    onChange()
  }

  return {
    mark(store, key, origin) {
      const id = `${store}/${key}`
      if (pending.get(id)?.origin !== 'edit') pending.set(id, { store, key, origin })
      if (write !== null) schedule(delayMs)
    },
    connect(next) {
      write = next
      failure = null
      retryMs = firstRetryMs
      unschedule()
      if (next !== null && pending.size > 0) schedule(delayMs)
    },
    flush,
    marks(store) {
      const marks = new Map<string, Origin>()
      for (const batch of [...inFlight, pending])
        for (const mark of batch.values())
          if (mark.store === store && marks.get(mark.key) !== 'edit') marks.set(mark.key, mark.origin)
      return marks
    },
    clear() {
      pending.clear()
      inFlight.clear()
      unschedule()
    },
    get busy() {
      return pending.size + inFlight.size > 0
    },
    get failure() {
      return failure
    },
  }
}
