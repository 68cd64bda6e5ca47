import * as v from 'valibot'
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
  leave(changes: readonly RecordChange[]): void
  /** What the page before this one left, without what cannot be read. */
  read(): Words
  forget(): void
}

const wordsSchema = v.array(
  v.object({ store: v.picklist(['files', 'settings'] satisfies StoreName[]), key: v.string(), value: v.unknown() }),
)

/** `storage` is `null` where the browser has none, or refuses it: then the database has to do. */
export function createLastWords(storage: Storage | null, key: string): LastWords {
  return {
    leave(changes) {
      if (changes.length === 0) return
      try {
        storage?.setItem(key, JSON.stringify(changes))
      } catch {
        // Too much for it: the database's own write is under way all the same. Older words would be put over it.
        storage?.removeItem(key)
      }
    },
    read() {
      const words = parse(storage?.getItem(key) ?? null)
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
    },
    forget: () => storage?.removeItem(key),
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

function parse(json: string | null): v.InferOutput<typeof wordsSchema> {
  try {
    const parsed = v.safeParse(wordsSchema, JSON.parse(json ?? '[]'))
    return parsed.success ? parsed.output : []
  } catch {
    return []
  }
}
