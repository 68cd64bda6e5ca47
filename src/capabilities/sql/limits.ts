/** What one statement may take, and one database. */
export const sqlLimits = {
  /** Of a statement's text, in UTF-16 units. */
  textLength: 100_000,
  params: 1_000,
  /** Of all parameters together. */
  paramBytes: 4_000_000,
  rows: 10_000,
  /** Of a result, as PostgreSQL sends it. */
  resultBytes: 8_000_000,
  /** Of a database's files, of which an empty one takes about 10 MB. */
  databaseBytes: 128_000_000,
  statementMs: 5_000,
  /** How many databases are open at once: each takes some 150 MB of memory. */
  open: 4,
  /** An open database that nobody asks for so long is closed. */
  idleMs: 60_000,
  /** How long PostgreSQL may take to come up, its download included. */
  openMs: 60_000,
  /** How long the lock of a database may take to come free: a worker that spins takes 2 s to end. */
  lockMs: 4_000,
  /** How many statements of one plugin may wait. */
  waiting: 1_000,
} as const

export type SqlLimits = { readonly [Name in keyof typeof sqlLimits]: number }
