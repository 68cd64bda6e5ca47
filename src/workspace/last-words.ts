import type { FileRecord } from './contents'
import type { RecordChange } from './database'
import { sortRecords, type StoreName } from './records'

/** Records by key; `null` where one was taken away. */
export interface Words {
  readonly files: ReadonlyMap<string, FileRecord | null>
  readonly settings: ReadonlyMap<string, string | null>
}

/**
 * What a page that is left had not stored yet. A database drops the write of a page that is gone before it got to it;
 * `localStorage` is written before the page may go.
 */
export interface LastWords {
  /** Leaves what the write of this number stores, if it gets through. */
  leave(write: number, changes: readonly RecordChange[]): void
  /**
   * What the page before this one left, without what cannot be read. It is nothing where the database has come to that
   * write or a later one: what is stored then is as new, or newer.
   */
  read(stored: number): Words
  forget(): void
}

const nothing: Words = { files: new Map(), settings: new Map() }

interface LeftWords {
  readonly tab: string
  readonly write: number
  readonly changes: readonly RecordChange[]
}

/** `storage` is `null` where the browser has none, or refuses it: then the database has to do. */
export function createLastWords(storage: Storage | null, key: string, tab: string): LastWords {
  const forget = (): void => storage?.removeItem(key)

  return {
    leave(write, changes) {
      if (changes.length === 0) return
      try {
        storage?.setItem(key, JSON.stringify({ tab, write, changes }))
      } catch {
        // Too much for it: the database's own write is under way all the same. Older words would be put over it.
        forget()
      }
    },
    read(stored) {
      const words = parse(storage?.getItem(key) ?? null)
      // What this page left it has in memory, or has given up.
      if (words === null || words.tab === tab || words.write <= stored) return nothing
      return sortWords(words.changes)
    },
    forget,
  }
}

function sortWords(words: LeftWords['changes']): Words {
  const entries = (store: StoreName) => {
    const kept = words.filter((word) => word.store === store && word.value !== null)
    return { keys: kept.map((word) => word.key), values: kept.map((word) => word.value) }
  }
  const removed = (store: StoreName) =>
    words.filter((word) => word.store === store && word.value === null).map((word) => [word.key, null] as const)
  const good = sortRecords({ files: entries('files'), settings: entries('settings') })
  return {
    files: new Map([...good.files, ...removed('files')]),
    settings: new Map([...good.settings, ...removed('settings')]),
  }
}

/** The page's `localStorage`; `null` where it is refused, which throws. */
export function localStorageOf(page: Window | undefined): Storage | null {
  try {
    return page?.localStorage ?? null
  } catch {
    return null
  }
}

function parse(json: string | null): LeftWords | null {
  try {
    const parsed: unknown = JSON.parse(json ?? 'null')
    return areWords(parsed) ? parsed : null
  } catch {
    return null
  }
}

function areWords(value: unknown): value is LeftWords {
  if (typeof value !== 'object' || value === null || !('tab' in value && 'write' in value && 'changes' in value))
    return false
  const { tab, write, changes } = value
  return typeof tab === 'string' && typeof write === 'number' && Array.isArray(changes) && changes.every(isChange)
}

function isChange(value: unknown): value is RecordChange {
  if (typeof value !== 'object' || value === null || !('store' in value && 'key' in value && 'value' in value))
    return false
  return (value.store === 'files' || value.store === 'settings') && typeof value.key === 'string'
}
