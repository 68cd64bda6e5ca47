import { deleteDB } from 'idb'
import type { GuestFault } from '../../kernel/guest-fault'
import type { Capabilities } from '../../kernel/host-port'
import type { Clock } from '../../kernel/ports'
import { fail, ok, type Result } from '../../kernel/result'
import type { SqlResult } from '../../sdk'
import { refuseStatement } from './check-statement'
import { createCrowd } from './crowd'
import { createDatabase, type Database } from './database'
import { cancelled, closed, toFault, type SqlFailure } from './failures'
import { sqlLimits, type SqlLimits } from './limits'
import type { Engine, Statement } from './protocol'
import { startWorker } from './start-worker'
import { rowsOf, tablesOf, type Page, type Table, type TableName } from './tables'

/**
 * A PostgreSQL for each owner, in a worker of its own, loaded when it is first used. An answer says that what the
 * statement did is stored.
 */
export interface Sql extends Pick<Capabilities, 'sql.query'> {
  /** Opens the owner's database ahead of its first statement, if there is room. Resolves when there is no more to wait for. */
  open(owner: string): Promise<void>
  /** The tables that the owner made. Opens its database, if it has one. */
  tables(owner: string): Promise<Result<readonly Table[], GuestFault>>
  rows(owner: string, table: TableName, page: Page): Promise<Result<SqlResult, GuestFault>>
  /** Deletes the owner's database. */
  forget(owner: string): Promise<void>
  /** Ends all workers. What was answered is stored. */
  dispose(): void
}

export interface SqlOptions {
  readonly clock: Clock
  /** Narrower bounds, for a test. */
  readonly limits?: Partial<SqlLimits>
  readonly createWorker?: () => Worker
}

/**
 * @example
 * ```ts
 * const sql = createSql({ clock: browserClock })
 * const notes = await sql['sql.query'](owner, { text: 'select * from notes where id = $1', params: [7] }, signal)
 * if (notes.ok) show(notes.value.rows)
 * ```
 */
export function createSql({ clock, limits: narrower, createWorker = startWorker }: SqlOptions): Sql {
  const limits = { ...sqlLimits, ...narrower }
  const engine: { loaded: Engine | null } = { loaded: null }
  /** By owner; the one used last stands last. */
  const open = new Map<string, { readonly database: Database; stopClock: () => void }>()
  const crowd = createCrowd()

  async function run(owner: string, statement: Statement, signal: AbortSignal): Promise<Result<SqlResult, SqlFailure>> {
    const refusal = refuseStatement(statement, limits)
    if (refusal !== null) return fail(refusal)
    for (;;) {
      if (signal.aborted) return fail(cancelled)
      const known = open.get(owner)
      if (known !== undefined) {
        known.stopClock()
        open.delete(owner)
        open.set(owner, known)
        return known.database.run(statement, signal)
      }
      if (open.size < limits.open) add(owner)
      else if (!closeOne()) {
        const failure = await crowd.wait(owner, signal)
        if (failure !== null) return fail(failure)
      }
    }
  }

  function add(owner: string): void {
    const onIdle = (): void => {
      entry.stopClock = clock.after(limits.idleMs, () => close(owner))
      crowd.lookAgain()
    }
    const database = createDatabase({ name: databaseOf(owner), clock, limits, createWorker, engine, onIdle })
    const entry: { readonly database: Database; stopClock: () => void } = { database, stopClock: () => undefined }
    open.set(owner, entry)
  }

  /** Makes room for another database, if one has nothing to do. */
  function closeOne(): boolean {
    for (const [owner, { database }] of open) {
      if (database.isBusy) continue
      close(owner)
      return true
    }
    return false
  }

  function close(owner: string): void {
    const entry = open.get(owner)
    open.delete(owner)
    entry?.stopClock()
    entry?.database.close()
    crowd.lookAgain()
  }

  const runFor = (owner: string) => (statement: Statement) => run(owner, statement, new AbortController().signal)

  return {
    async 'sql.query'(owner, params, signal) {
      return told(await run(owner, params, signal))
    },
    async open(owner) {
      if (!open.has(owner) && open.size < limits.open) add(owner)
      await open.get(owner)?.database.open()
    },
    async tables(owner) {
      return (await exists(owner)) ? told(await tablesOf(runFor(owner))) : ok([])
    },
    async rows(owner, table, page) {
      return told(await rowsOf(runFor(owner), table, page))
    },
    async forget(owner) {
      crowd.dismiss(closed, owner)
      close(owner)
      await deleteDB(databaseOf(owner))
    },
    dispose() {
      crowd.dismiss(closed)
      for (const owner of [...open.keys()]) close(owner)
    },
  }
}

function told<Value>(result: Result<Value, SqlFailure>): Result<Value, GuestFault> {
  return result.ok ? result : fail(toFault(result.error))
}

/** Of its files in IndexedDB, and of its lock. */
function databaseOf(owner: string): string {
  return `hotplug-sql-${owner}`
}

async function exists(owner: string): Promise<boolean> {
  const databases = await indexedDB.databases()
  return databases.some(({ name }) => name === databaseOf(owner))
}
