import type { PGlite } from '@electric-sql/pglite'
import { fail, ok, type Result } from '../../kernel/result'
import type { SqlFailure } from './failures'
import type { SqlLimits } from './limits'
import { loadEngine } from './load-engine'
import { openPostgres } from './open-postgres'
import type { Engine, FromWorker, ToWorker } from './protocol'
import { runStatement, ServerDown } from './run-statement'
import { createStoredFiles, DatabaseFull } from './stored-files'

interface Opened {
  readonly pg: PGlite
  readonly limits: SqlLimits
}

let opening: Promise<Result<Opened, SqlFailure>> | null = null

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'open') {
    opening = open(data)
    void opening.then((opened) => tell(opened.ok ? { type: 'opened' } : { type: 'broken', failure: opened.error }))
  } else void run(data)
}

function tell(message: FromWorker): void {
  self.postMessage(message)
}

async function open({
  database,
  engine,
  limits,
}: Extract<ToWorker, { type: 'open' }>): Promise<Result<Opened, SqlFailure>> {
  if (!('locks' in navigator)) return fail(insecure)
  // Two workers at one database would each store what the other does not know of.
  if (!(await lock(database, limits.lockMs))) return fail(elsewhere)
  let ready: Engine
  try {
    ready = engine ?? (await loadEngine())
  } catch (error) {
    return fail(notLoaded(error))
  }
  if (engine === null) tell({ type: 'loaded', engine: ready })
  try {
    const files = createStoredFiles({
      name: database,
      maxBytes: limits.databaseBytes,
      onGone: () => tell({ type: 'broken', failure: gone }),
    })
    return ok({ pg: await openPostgres(files, ready), limits })
  } catch (error) {
    return fail(notOpened(error))
  }
}

async function run({ job, ...statement }: Extract<ToWorker, { type: 'run' }>): Promise<void> {
  const opened = await opening
  if (!opened?.ok) return
  const { pg, limits } = opened.value
  try {
    const result = await runStatement(pg, statement, limits)
    // An answer says that what the statement did is stored.
    await pg.syncToFs()
    tell({ type: 'done', job, result })
  } catch (error) {
    tell({ type: 'broken', failure: brokenBy(error, limits) })
  }
}

/** Holds the lock until this worker ends. `false` where another keeps it. */
function lock(name: string, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(name, { signal: AbortSignal.timeout(patienceMs) }, () => {
        resolve(true)
        return new Promise(() => undefined)
      })
      .catch(() => resolve(false))
  })
}

function brokenBy(error: unknown, { databaseBytes }: SqlLimits): SqlFailure {
  if (error instanceof ServerDown)
    return {
      kind: 'statement',
      message:
        'PostgreSQL went down over this statement, and is started again for the next. Nothing of it was kept. Look for a recursion without end, or for something nested very deeply.',
    }
  if (error instanceof DatabaseFull)
    return {
      kind: 'result',
      message: `The database would take more than ${databaseBytes / 1e6} MB, so nothing of the statement was kept. Delete what is not needed, then "vacuum full".`,
    }
  if (error instanceof Error && error.name === 'QuotaExceededError')
    return {
      kind: 'unavailable',
      message: 'The browser has no room left to store the database, so nothing of the statement was kept. Make room.',
    }
  return {
    kind: 'unavailable',
    message: `What the statement did could not be stored, so nothing of it was kept (${String(error)}). Try again.`,
  }
}

function notLoaded(error: unknown): SqlFailure {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    kind: 'unavailable',
    message: `PostgreSQL could not be loaded (${reason}). Check the connection, then try again.`,
  }
}

function notOpened(error: unknown): SqlFailure {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    kind: 'unavailable',
    message: `The database could not be opened (${reason}). Try again; if it stays so, delete the plugin’s data.`,
  }
}

const insecure: SqlFailure = {
  kind: 'unavailable',
  message: 'Databases need a page that was loaded over https, or from localhost. Open it so.',
}

const elsewhere: SqlFailure = {
  kind: 'busy',
  message: 'Another tab has this database open. Close that tab, or use the plugin there.',
}

const gone: SqlFailure = {
  kind: 'unavailable',
  message: 'The stored database was deleted, or closed by the browser. Try again: it is opened anew.',
}
