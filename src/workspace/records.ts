import * as v from 'valibot'
import type { FileRecord } from './contents'
import { pathProblem } from './path-rules'

/** The stores of the database whose records are read into memory. */
export type StoreName = 'files' | 'settings'

const fileSchema = v.pipe(
  v.strictObject({ text: v.nullable(v.string()), saved: v.nullable(v.string()) }),
  v.check(({ text, saved }) => text !== null || saved !== null, 'It holds nothing.'),
)

const settingSchema = v.pipe(
  v.string(),
  v.check((json) => isJson(json), 'It is not JSON.'),
)

const pathSchema = v.pipe(
  v.string(),
  v.check((path) => pathProblem(path) === null, 'It has a name that is not allowed.'),
)

/** Who may write, and when it last said so (milliseconds since 1970). */
export const writerSchema = v.object({ tab: v.string(), at: v.number() })

/** A record that could not be read. It is kept, apart from the others. */
export interface BadRecord {
  readonly store: StoreName
  readonly key: IDBValidKey
  readonly value: unknown
  readonly reason: string
}

export interface Entries {
  readonly keys: readonly IDBValidKey[]
  readonly values: readonly unknown[]
}

export interface SortedRecords {
  readonly files: ReadonlyMap<string, FileRecord>
  readonly settings: ReadonlyMap<string, string>
  readonly bad: readonly BadRecord[]
}

/** Parts the records that have the right shape from those that do not. */
export function sortRecords(stored: Readonly<Record<StoreName, Entries>>): SortedRecords {
  const bad: BadRecord[] = []

  function sort<Value>(
    store: StoreName,
    keySchema: v.GenericSchema<unknown, string>,
    valueSchema: v.GenericSchema<unknown, Value>,
  ): Map<string, Value> {
    const good = new Map<string, Value>()
    stored[store].keys.forEach((rawKey, index) => {
      const rawValue = stored[store].values[index]
      const key = v.safeParse(keySchema, rawKey)
      const value = v.safeParse(valueSchema, rawValue)
      if (key.success && value.success) good.set(key.output, value.output)
      else {
        const reason = (key.issues ?? value.issues)?.[0].message ?? 'It has the wrong shape.'
        bad.push({ store, key: rawKey, value: rawValue, reason })
      }
    })
    return good
  }

  const files = sort('files', pathSchema, fileSchema)
  const settings = sort('settings', v.string(), settingSchema)
  return { files, settings, bad }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
