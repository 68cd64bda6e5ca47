import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '../../../src/kernel/audit'
import { auditRows } from '../../../src/ui/plugin-page/audit-rows'

const use = (at: number, change: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ at, plugin: 'notes', generation: 1, capability: 'clock', detail: '', allowed: true },
  ...change,
})
const told = (entries: readonly AuditEntry[]) => auditRows(entries).map(({ at, count }) => [at, count])

describe('the rows of the audit list', () => {
  it('are newest first', () => {
    expect(told([use(1), use(2, { allowed: false })])).toEqual([
      [2, 1],
      [1, 1],
    ])
  })

  it('are one for uses that follow each other and are the same, at the time of the newest', () => {
    expect(told([use(1), use(2), use(3)])).toEqual([[3, 3]])
  })

  it.each([{ plugin: 'other' }, { generation: 2 }, { capability: 'random' }, { detail: 'a' }, { allowed: false }])(
    'are apart where %o is another',
    (change) => expect(told([use(1), use(2, change), use(3)])).toHaveLength(3),
  )

  it('keep their keys when newer ones come', () => {
    const [older] = auditRows([use(1)])
    expect(auditRows([use(1), use(2, { detail: 'a' })]).at(-1)?.key).toBe(older?.key)
  })
})
