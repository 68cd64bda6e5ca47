import { openDB } from 'idb'
import type { Clock } from '../kernel/ports'
import { fail, ok, type Result } from '../kernel/result'
import { createDatabase, type Database } from './database'

const schemaVersion = 1
const openTimeoutMs = 5000

export interface DatabaseOptions {
  readonly name: string
  readonly clock: Clock
  /** The connection is gone: the stored data was deleted, or the browser or a newer Hotplug ended it. */
  readonly onClosed: (message: string) => void
}

/** Opens the database. The failure is a sentence for the person. */
export async function openDatabase({ name, clock, onClosed }: DatabaseOptions): Promise<Result<Database, string>> {
  const seen = { blocked: false }
  try {
    const opening = openDB(name, schemaVersion, {
      upgrade(upgraded) {
        for (const store of ['files', 'settings', 'meta']) upgraded.createObjectStore(store)
        upgraded.createObjectStore('aside', { autoIncrement: true })
      },
      blocked() {
        seen.blocked = true
      },
      blocking(_current, wanted) {
        void opening.then((database) => database.close())
        onClosed(
          wanted === null
            ? 'The stored files were deleted with this site’s data. They are still open in this tab: store them again, or export them.'
            : 'A newer Hotplug was opened in another tab. Reload this tab; export first what was edited here.',
        )
      },
      terminated: () =>
        onClosed(
          'The browser closed its storage. The files are still open in this tab: store them again, or export them.',
        ),
    })
    const database = await within(opening, clock, () => {
      void opening.then(
        (late) => late.close(),
        () => undefined,
      )
    })
    if (database !== null) return ok(createDatabase(database, clock))
    return fail(
      seen.blocked
        ? 'An older Hotplug in another tab holds the stored files. Close that tab and reload this one.'
        : 'The browser’s storage did not answer within 5 seconds. Edits stay in this tab: export them, then reload.',
    )
  } catch (error) {
    return fail(openFailure(error))
  }
}

function openFailure(error: unknown): string {
  const reason = error instanceof Error ? error.name : ''
  if (reason === 'VersionError') return 'The stored files belong to a newer Hotplug. Reload this page to get it.'
  if (reason === 'QuotaExceededError')
    return 'The disk is full, so nothing can be stored. Edits stay in this tab: export them, or make room and reload.'
  return 'The browser refuses to store files here, as in some private windows. Edits stay in this tab: export them before you close it.'
}

/** What the promise gives, or `null` once the time to open is over. */
function within<Value>(promise: Promise<Value>, clock: Clock, onTimeout: () => void): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(openTimeoutMs, () => {
      onTimeout()
      resolve(null)
    })
    promise.then(resolve, reject).finally(cancel)
  })
}
