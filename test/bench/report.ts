import type { Summary } from './statistics'

/** One line of the report. `limit` is the number asked for; it is held against the figure that `by` names. */
export interface Row {
  readonly name: string
  readonly unit: 'ms' | 'µs' | 'MB' | 'kB' | 'calls' | 'calls/s' | 'items/s' | 'gaps' | 'ratio'
  readonly summary: Summary
  readonly limit?: { readonly by: 'median' | 'p95' | 'max'; readonly atMost?: number; readonly atLeast?: number }
}

/** Whether the row is within its limit; `null` where it has none. */
export function isMet({ summary, limit }: Row): boolean | null {
  if (!limit) return null
  const value = summary[limit.by]
  return (
    (limit.atMost === undefined || value <= limit.atMost) && (limit.atLeast === undefined || value >= limit.atLeast)
  )
}

export function toTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => {
    const { summary, limit } = row
    const asked = limit ? `${limit.by} ${limit.atMost === undefined ? `≥ ${limit.atLeast}` : `≤ ${limit.atMost}`}` : ''
    const met = isMet(row)
    return [
      row.name,
      row.unit,
      ...[summary.median, summary.p95, summary.min, summary.max].map(round),
      String(summary.samples),
      asked,
      met === null ? '' : met ? 'met' : 'MISSED',
    ]
  })
  const all = [['', 'unit', 'median', 'p95', 'min', 'max', 'n', 'asked', ''], ...cells]
  const widths = all[0]!.map((_, column) => Math.max(...all.map((line) => line[column]!.length)))
  return all
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function round(value: number): string {
  return Math.abs(value) >= 1_000 ? value.toFixed(0) : Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(2)
}
