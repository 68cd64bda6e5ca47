import { previewOf, typeOf } from './shape'

export interface Column {
  readonly key: string
  readonly label: string
  readonly numeric: boolean
  /** The width that its first rows want, in characters. */
  readonly chars: number
}

export interface Table {
  readonly columns: readonly Column[]
  readonly rowCount: number
  /** Columns that were left out. */
  readonly columnsLeftOut: number
  cell(row: number, column: number): unknown
}

/** Rows that are looked at to find the columns. */
const sampledRows = 200
const maxColumns = 100
/** Of all the cells that the columns promise, this share must be there for rows to count as uniform. */
const uniformShare = 0.6

/** Reads a list of uniform objects, or a list of lists, as a table; `null` if it is neither. */
export function tableOf(value: readonly unknown[]): Table | null {
  const sample = value.slice(0, sampledRows)
  if (sample.length === 0) return null
  if (sample.every((row) => Array.isArray(row)))
    return ofLists(value as readonly (readonly unknown[])[], sample as readonly (readonly unknown[])[])
  if (sample.every(isPlainObject)) return ofObjects(value, sample)
  return null
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeOf(value) !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function ofObjects(rows: readonly unknown[], sample: readonly Readonly<Record<string, unknown>>[]): Table | null {
  const seen = new Map<string, number>()
  for (const row of sample) for (const key of Object.keys(row)) seen.set(key, (seen.get(key) ?? 0) + 1)
  const cells = [...seen.values()].reduce((sum, count) => sum + count, 0)
  if (seen.size === 0 || cells / (seen.size * sample.length) < uniformShare) return null
  const keys = [...seen.keys()]
  const read = (row: number, key: string): unknown => {
    const object = rows[row]
    return isPlainObject(object) && Object.hasOwn(object, key) ? object[key] : undefined
  }
  return tableWith(keys, rows.length, sample.length, (row, column) => read(row, keys[column] ?? ''))
}

function ofLists(rows: readonly (readonly unknown[])[], sample: readonly (readonly unknown[])[]): Table | null {
  const width = Math.max(...sample.map((row) => row.length))
  const cells = sample.reduce((sum, row) => sum + row.length, 0)
  if (width === 0 || cells / (width * sample.length) < uniformShare) return null
  const keys = Array.from({ length: Math.min(width, maxColumns + 1) }, (_, index) => String(index))
  const table = tableWith(keys, rows.length, sample.length, (row, column) =>
    Array.isArray(rows[row]) ? rows[row][column] : undefined,
  )
  return { ...table, columnsLeftOut: Math.max(0, width - maxColumns) }
}

function tableWith(
  keys: readonly string[],
  rowCount: number,
  sampled: number,
  cell: (row: number, column: number) => unknown,
): Table {
  const columns = keys.slice(0, maxColumns).map((key, column) => {
    let numeric = false
    let mixed = false
    let chars = key.length
    for (let row = 0; row < sampled; row++) {
      const value = cell(row, column)
      if (value === undefined || value === null) continue
      if (typeof value === 'number' || typeof value === 'bigint') numeric = true
      else mixed = true
      chars = Math.max(chars, cellText(value).length)
    }
    return { key, label: key, numeric: numeric && !mixed, chars: Math.min(chars, 40) }
  })
  return { columns, rowCount, columnsLeftOut: Math.max(0, keys.length - maxColumns), cell }
}

const maxCellChars = 200

/** A cell on one line; texts without quotes, nothing for what is not there. */
export function cellText(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value.slice(0, maxCellChars) : previewOf(value, maxCellChars)
}
