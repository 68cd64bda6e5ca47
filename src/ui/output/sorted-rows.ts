import { cellText, type Table } from './table-data'

export interface Sorting {
  readonly column: number
  readonly direction: 'ascending' | 'descending'
}

const byText = new Intl.Collator(undefined, { numeric: true })

/** The rows in the order to show: numbers before texts, what is not there last in both directions. */
export function sortedRows(table: Table, sorting: Sorting | null): Uint32Array {
  const order = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
  if (!sorting) return order
  const sign = sorting.direction === 'ascending' ? 1 : -1
  // Read once: comparing would read and print each cell a dozen times.
  const keys = Array.from(order, (row) => sortKey(table.cell(row, sorting.column)))
  return order.sort((a, b) => compareKeys(keys[a] ?? null, keys[b] ?? null, sign) || a - b)
}

type SortKey = number | string | null

function sortKey(value: unknown): SortKey {
  if (value === undefined || value === null || Number.isNaN(value)) return null
  if (typeof value === 'number') return value
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  if (value instanceof Date) return value.getTime()
  return cellText(value)
}

function compareKeys(a: SortKey, b: SortKey, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
  if (typeof a === 'string' && typeof b === 'string') return sign * byText.compare(a, b)
  return sign * (typeof a === 'number' ? -1 : 1)
}
