import type { AuditEntry } from '../../kernel/audit'

/** Uses that follow each other and are the same but for the time: one row. */
export interface AuditRow {
  /** Of the newest of them. */
  readonly at: number
  readonly use: AuditEntry
  readonly count: number
  /** Stays as rows come before it. */
  readonly key: string
}

const told = ['plugin', 'generation', 'capability', 'detail', 'allowed'] as const

/** The rows of a list that is oldest first, newest first. */
export function auditRows(entries: readonly AuditEntry[]): AuditRow[] {
  const rows: { at: number; use: AuditEntry; count: number; key: string }[] = []
  for (const entry of entries) {
    const row = rows.at(-1)
    if (row && told.every((field) => row.use[field] === entry[field])) {
      row.at = entry.at
      row.count++
    } else rows.push({ at: entry.at, use: entry, count: 1, key: `${entry.at} ${rows.length}` })
  }
  return rows.reverse()
}
