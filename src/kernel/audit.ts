/** One use of a capability, allowed or refused. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly plugin: string
  readonly generation: number
  /** Such as `storage:read`. */
  readonly capability: string
  /** What it was about: a key, an address, the beginning of a statement. Never a value. */
  readonly detail: string
  readonly allowed: boolean
}

export interface Audit {
  /** Returns the entry as it is kept. */
  record(entry: Omit<AuditEntry, 'at'>): AuditEntry
  /** Oldest first. */
  list(): AuditEntry[]
}

/** So many of each plugin, allowed and refused apart: what a plugin does often pushes nothing else out. */
const entriesKept = 500

const maxDetail = 200

/** Keeps the newest uses of capabilities. `date` gives milliseconds since 1970. */
export function createAudit(date: () => number): Audit {
  const rings = new Map<string, { readonly order: number; readonly entry: AuditEntry }[]>()
  let order = 0
  return {
    record(use) {
      const key = `${use.plugin} ${use.allowed}`
      const ring = rings.get(key) ?? []
      rings.set(key, ring)
      const entry = { at: date(), ...use, detail: shorten(use.detail) }
      ring.push({ order: order++, entry })
      if (ring.length > entriesKept) ring.shift()
      return entry
    },
    list: () =>
      [...rings.values()]
        .flat()
        .sort((a, b) => a.order - b.order)
        .map(({ entry }) => entry),
  }
}

function shorten(detail: string): string {
  const line = detail.replace(/\s+/g, ' ').trim()
  return line.length > maxDetail ? `${line.slice(0, maxDetail)}…` : line
}
