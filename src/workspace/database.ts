import type { IDBPDatabase, IDBPTransaction } from 'idb'
import type { Clock } from '../kernel/ports'
import { fail, ok, type Result } from '../kernel/result'
import { isWriter, sortRecords, type SortedRecords, type StoreName, type Writer } from './records'

const storeNames = ['files', 'settings', 'meta', 'aside'] as const
type Stores = (typeof storeNames)[number]

/** What the database holds, and whether anything was ever kept in it. */
export interface Stored extends SortedRecords {
  readonly visited: boolean
  /** The number of the newest write, of whichever tab; 0 before the first. */
  readonly writes: number
}

/** One record to write; a `value` of `null` takes it away. */
export interface RecordChange {
  readonly store: StoreName
  readonly key: string
  readonly value: unknown
}

export interface Write {
  readonly tab: string
  /** Counts up from {@link Stored.writes}. */
  readonly number: number
  readonly changes: readonly RecordChange[]
  /** Commits without waiting for anything: the page is about to go. */
  readonly leaving: boolean
}

export type WriteFailure = {
  /** `not-writer`: another tab took over. */
  readonly kind: 'full' | 'not-writer' | 'failed'
  readonly message: string
}

/**
 * The workspace in IndexedDB. One tab is its writer; that it still is gets checked inside of each write, so that
 * an overwrite is impossible even where the tabs' lock is slow to tell, or missing.
 */
export interface Database {
  /** Everything stored, without a claim to write. */
  read(): Promise<Stored>
  /** Makes this tab the writer and reads everything, as one step. Bad records are moved aside. */
  claim(tab: string): Promise<Stored>
  /** Writes the changes, all or none. */
  write(write: Write): Promise<Result<void, WriteFailure>>
  /** Renews, or takes, the writer's place; `false` where another tab has it and was heard of less than `staleMs` ago. */
  lease(tab: string, staleMs: number): Promise<boolean>
  /** Gives the writer's place up. */
  resign(tab: string): Promise<void>
  close(): void
}

type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<unknown, Stores[], Mode>

export function createDatabase(database: IDBPDatabase, clock: Clock): Database {
  const begin = <Mode extends IDBTransactionMode>(mode: Mode): Transaction<Mode> => {
    const transaction = database.transaction([...storeNames], mode)
    // Every caller awaits it or its requests; without this a failure would be told a second time, as unhandled.
    transaction.done.catch(() => undefined)
    return transaction
  }

  async function readAll(transaction: Transaction<IDBTransactionMode>): Promise<Stored> {
    const entriesOf = async (name: StoreName) => {
      const store = transaction.objectStore(name)
      const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()])
      return { keys, values }
    }
    const meta = transaction.objectStore('meta')
    const [files, settings, visited, writes] = await Promise.all([
      entriesOf('files'),
      entriesOf('settings'),
      meta.get('visited') as Promise<unknown>,
      meta.get('writes') as Promise<unknown>,
    ])
    return {
      ...sortRecords({ files, settings }),
      visited: visited === true || files.keys.length > 0,
      writes: typeof writes === 'number' ? writes : 0,
    }
  }

  async function writerIn(transaction: Transaction<IDBTransactionMode>): Promise<Writer | null> {
    const writer: unknown = await transaction.objectStore('meta').get('writer')
    return isWriter(writer) ? writer : null
  }

  return {
    read: () => readAll(begin('readonly')),

    async claim(tab) {
      const transaction = begin('readwrite')
      const stored = await readAll(transaction)
      const aside = transaction.objectStore('aside')
      for (const record of stored.bad) {
        void aside.add({ ...record, at: clock.date() })
        void transaction.objectStore(record.store).delete(record.key)
      }
      void transaction.objectStore('meta').put({ tab, at: clock.date() }, 'writer')
      await transaction.done
      return stored
    },

    async write({ tab, number, changes, leaving }) {
      try {
        const transaction = begin('readwrite')
        const meta = transaction.objectStore('meta')
        const seen = { replaced: false }
        const check = writerIn(transaction).then((writer) => {
          if (writer?.tab === tab) return
          seen.replaced = true
          if (!leaving) transaction.abort()
        })
        const requests: Promise<unknown>[] = [check, meta.put(number, 'writes')]
        // Until files are kept it is still the first visit, and a tab killed before that gets the examples next time.
        if (changes.some(({ store }) => store === 'files')) requests.push(meta.put(true, 'visited'))
        for (const { store, key, value } of changes) {
          const records = transaction.objectStore(store)
          requests.push(value === null ? records.delete(key) : records.put(value, key))
        }
        if (leaving) transaction.commit()
        const outcomes = await Promise.allSettled([...requests, transaction.done])
        if (seen.replaced) return fail({ kind: 'not-writer', message: 'Another tab took over.' })
        const reasons = outcomes.flatMap((outcome) =>
          outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
        )
        // When one request fails the others are aborted; the cause is the one that says something else.
        const cause = reasons.find((reason) => !isNamed(reason, 'AbortError')) ?? reasons[0]
        return cause === undefined ? ok(undefined) : fail(writeFailure(cause))
      } catch (error) {
        return fail(writeFailure(error))
      }
    },

    async lease(tab, staleMs) {
      const transaction = begin('readwrite')
      const writer = await writerIn(transaction)
      const free = writer === null || writer.tab === tab || Math.abs(clock.date() - writer.at) >= staleMs
      if (free) void transaction.objectStore('meta').put({ tab, at: clock.date() }, 'writer')
      await transaction.done
      return free
    },

    async resign(tab) {
      const transaction = begin('readwrite')
      if ((await writerIn(transaction))?.tab === tab) void transaction.objectStore('meta').delete('writer')
      await transaction.done
    },

    close: () => database.close(),
  }
}

function writeFailure(error: unknown): WriteFailure {
  if (isNamed(error, 'QuotaExceededError')) {
    return {
      kind: 'full',
      message:
        'The browser’s storage is full, so the newest edits are only in this tab. Export them, or delete what you do not need.',
    }
  }
  const reason = error instanceof Error ? error.message : 'no reason given'
  return {
    kind: 'failed',
    message: `The newest edits could not be stored (${reason}). They are still in this tab; it is tried again. Export them to be safe.`,
  }
}

function isNamed(error: unknown, name: string): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === name
}
