import { fail, ok, type Result } from '../kernel/result'
import type { FileRecord } from './contents'
import { pathProblem } from './path-rules'

/** The stores of the database whose records are read into memory. */
export type StoreName = 'files' | 'settings'

/** Who may write, and when it last said so (milliseconds since 1970). */
export interface Writer {
  readonly tab: string
  readonly at: number
}

export function isWriter(raw: unknown): raw is Writer {
  if (typeof raw !== 'object' || raw === null || !('tab' in raw && 'at' in raw)) return false
  return typeof raw.tab === 'string' && typeof raw.at === 'number'
}

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

/** Gives the record's part back with its type, or says what is wrong with it. */
type Reader<Value> = (raw: unknown) => Result<Value, string>

/**
 * Parts the records that have the right shape from those that do not. The page waits for this at each opening, and a
 * workspace may hold very many plugins: so these checks are plain code, and no schema's.
 */
export function sortRecords(stored: Readonly<Record<StoreName, Entries>>): SortedRecords {
  const bad: BadRecord[] = []

  function sort<Value>(store: StoreName, readKey: Reader<string>, readValue: Reader<Value>): Map<string, Value> {
    const good = new Map<string, Value>()
    stored[store].keys.forEach((rawKey, index) => {
      const rawValue = stored[store].values[index]
      const key = readKey(rawKey)
      const value = readValue(rawValue)
      const setAside = (reason: string) => bad.push({ store, key: rawKey, value: rawValue, reason })
      if (!key.ok) setAside(key.error)
      else if (!value.ok) setAside(value.error)
      else good.set(key.value, value.value)
    })
    return good
  }

  const files = sort('files', readPath, readFile)
  const settings = sort('settings', readText, readSetting)
  return { files, settings, bad }
}

const wrongShape = 'It has the wrong shape.'

const readText: Reader<string> = (raw) => (typeof raw === 'string' ? ok(raw) : fail(wrongShape))

const readPath: Reader<string> = (raw) => {
  if (typeof raw !== 'string') return fail(wrongShape)
  return pathProblem(raw) === null ? ok(raw) : fail('It has a name that is not allowed.')
}

const readFile: Reader<FileRecord> = (raw) => {
  if (typeof raw !== 'object' || raw === null || !('text' in raw && 'saved' in raw)) return fail(wrongShape)
  const { text, saved } = raw
  if (!isTextOrNull(text) || !isTextOrNull(saved) || Object.keys(raw).length > 2) return fail(wrongShape)
  return text === null && saved === null ? fail('It holds nothing.') : ok({ text, saved })
}

const readSetting: Reader<string> = (raw) => {
  if (typeof raw !== 'string') return fail(wrongShape)
  return isJson(raw) ? ok(raw) : fail('It is not JSON.')
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
