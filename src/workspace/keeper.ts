import type { Clock } from '../kernel/ports'
import type { Contents, FileRecord } from './contents'
import type { Database, RecordChange, Stored } from './database'
import { createLastWords } from './last-words'
import { openDatabase } from './open-database'
import type { StoreName } from './records'
import type { SettingsStore } from './settings'
import { createLease, createWebLock, type TabLock, type TabLockOptions } from './tab-lock'
import { createWriteBehind, type Origin } from './write-behind'

export interface WorkspaceStatus {
  /**
   * `saved` and `saving`: files are kept. `full` and `failed`: the newest edits are in memory alone, and it is tried
   * again. `memory-only`: nothing can be stored. `other-tab`: another tab writes. Taking over helps with the last two.
   */
  readonly kind: 'saved' | 'saving' | 'memory-only' | 'full' | 'failed' | 'other-tab'
  /** For the person: what is, and what to do. */
  readonly message: string
}

/** Whose edits stay where both were made. */
export type Keep = 'mine' | 'theirs'

/** Keeps memory and disk the same, as far as the browser and the other tabs let it. */
export interface Keeper {
  /** Records changed in memory. */
  mark(store: StoreName, keys: readonly string[], origin?: Origin): void
  /** Reads what is stored into memory; `null` where that failed, which the status tells. */
  open(): Promise<Stored | null>
  takeOver(keep: Keep): Promise<WorkspaceStatus>
  /** Writes all marks now. `leaving`: the page may be gone before this returns. */
  flush(leaving?: boolean): Promise<void>
  close(): Promise<void>
  readonly status: WorkspaceStatus
}

export interface KeeperOptions {
  readonly scope: string
  readonly clock: Clock
  readonly tab: string
  readonly locks: LockManager | undefined
  /** For what a page that is left had no time to store; `null` where there is none. */
  readonly storage: Storage | null
  readonly contents: Contents
  readonly settings: SettingsStore
  readonly onReload: () => void
  readonly onStatus: (status: WorkspaceStatus) => void
}

const messages = {
  saved: 'All edits are kept in this browser.',
  saving: 'Edits are being stored.',
  closed: 'The stored files are not open yet.',
  otherTab:
    'This playground is open in another tab, which keeps its files. Edits here stay in this tab until you take over.',
  lost: 'Another tab took over. Edits here stay in this tab; take over again to keep them.',
  free: 'The other tab is closed. Take over to keep the edits made here.',
} as const

type Restore<Value> = (key: string, value: Value) => void

export function createKeeper(options: KeeperOptions): Keeper {
  const { scope, clock, tab, locks, storage, contents, settings, onReload, onStatus } = options
  const name = `hotplug:${scope}`
  // Without Web Locks another tab may have the files by the time they are read: then they would be put over its edits.
  const lastWords = createLastWords(locks ? storage : null, `${name}:last-words`, tab)
  const valueOf = (store: StoreName, key: string): unknown =>
    store === 'files' ? contents.record(key) : settings.json(key)
  const pending = createWriteBehind({
    clock,
    valueOf,
    onChange: update,
  })
  let wordsLeft = false
  /** The number of the newest write that was begun. */
  let writes = 0
  let database: Database | null = null
  let lock: TabLock | null = null
  /** Why this tab does not write; `null` where it does. */
  let detached: WorkspaceStatus | null = { kind: 'memory-only', message: messages.closed }
  let told: WorkspaceStatus = detached
  let connecting: Promise<unknown> = Promise.resolve()

  function currentStatus(): WorkspaceStatus {
    if (detached) return detached
    const failure = pending.failure
    if (failure) return { kind: failure.kind === 'full' ? 'full' : 'failed', message: failure.message }
    return pending.busy ? { kind: 'saving', message: messages.saving } : { kind: 'saved', message: messages.saved }
  }

  function update(): void {
    if (wordsLeft && !pending.busy) {
      // The page lives on, and all of it is stored: a write that is under way may still be dropped with the page.
      wordsLeft = false
      lastWords.forget()
    }
    if (!detached && pending.failure?.kind === 'not-writer') {
      lose()
      return
    }
    const status = currentStatus()
    if (status.kind === told.kind && status.message === told.message) return
    told = status
    onStatus(status)
  }

  function detach(status: WorkspaceStatus): void {
    detached = status
    pending.connect(null)
    update()
  }

  function lose(): void {
    if (detached?.kind !== 'memory-only') detach({ kind: 'other-tab', message: messages.lost })
  }

  /** The connection broke: what is in memory is all there is, so all of it is written when it comes back. */
  function disconnect(message: string): void {
    database = null
    detach({ kind: 'memory-only', message })
    for (const path of contents.paths()) pending.mark('files', path, 'edit')
    for (const key of settings.keys()) pending.mark('settings', key, 'edit')
    void lock?.release()
    lock = null
  }

  const lockOptions: TabLockOptions = {
    clock,
    onLost: lose,
    onFree() {
      if (detached?.kind !== 'other-tab') return
      if (pending.busy) detach({ kind: 'other-tab', message: messages.free })
      else void serially(() => connect(false, 'theirs'))
    },
  }

  /** One at a time: two that overlap would read what the other is about to change. */
  function serially<Value>(work: () => Promise<Value>): Promise<Value> {
    const next = connecting.then(work)
    connecting = next.catch(() => undefined)
    return next
  }

  async function connect(steal: boolean, keep: Keep): Promise<Stored | null> {
    if (!database) {
      const opened = await openDatabase({ name, clock, onClosed: disconnect })
      if (!opened.ok) {
        detach({ kind: 'memory-only', message: opened.error })
        return null
      }
      database = opened.value
    }
    const connection = database
    try {
      lock ??= locks ? createWebLock(locks, name, lockOptions) : createLease(connection, tab, lockOptions)
      const mine = await lock.acquire(steal)
      const stored = mine ? await connection.claim(tab) : await connection.read()
      if (database !== connection) return null
      adopt(stored, keep)
      writes = stored.writes
      if (mine) wordsLeft = hear()
      detached = mine ? null : { kind: 'other-tab', message: messages.otherTab }
      // A lease may have run out unseen, so without Web Locks even the last write of a page waits for the check.
      const write = (changes: readonly RecordChange[], leaving: boolean) =>
        connection.write({ tab, number: ++writes, changes, leaving: leaving && locks !== undefined })
      pending.connect(mine ? write : null)
      if (wordsLeft) void pending.flush()
      onReload()
      update()
      return stored
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'no reason given'
      detach({
        kind: 'memory-only',
        message: `The stored files could not be read (${reason}). Edits stay in this tab: export them, then reload.`,
      })
      return null
    }
  }

  /** Takes over what the page before this one could not be sure to have stored, and stores it. */
  function hear(): boolean {
    const words = lastWords.read(writes)
    const put = <Value>(store: StoreName, records: ReadonlyMap<string, Value>, restore: Restore<Value>): void => {
      for (const [key, value] of records) {
        // What was edited here since is newer.
        if (pending.marks(store).get(key) === 'edit') continue
        restore(key, value)
        pending.mark(store, key, 'edit')
      }
    }
    put('files', words.files, contents.restore)
    put('settings', words.settings, settings.restore)
    const isNews = words.files.size + words.settings.size > 0
    if (!isNews) lastWords.forget()
    return isNews
  }

  async function flush(leaving = false): Promise<void> {
    if (leaving && !detached && pending.busy) {
      wordsLeft = true
      lastWords.leave(
        writes + 1,
        (['files', 'settings'] as const).flatMap((store) =>
          [...pending.marks(store).keys()].map((key) => ({ store, key, value: valueOf(store, key) })),
        ),
      )
    }
    await pending.flush(leaving)
  }

  /** Memory becomes what is stored, save for what was edited here and is to be kept. */
  function adopt(stored: Stored, keep: Keep): void {
    const merge = <Value>(
      store: StoreName,
      records: ReadonlyMap<string, Value>,
      here: readonly string[],
      restore: (key: string, value: Value | null) => void,
    ): [string, Origin][] => {
      const isKept = (origin: Origin): boolean => (origin === 'edit' ? keep === 'mine' : !stored.visited)
      const kept = [...pending.marks(store)].filter(([, origin]) => isKept(origin))
      const keys = new Set(kept.map(([key]) => key))
      for (const key of new Set([...here, ...records.keys()])) {
        if (!keys.has(key)) restore(key, records.get(key) ?? null)
      }
      return kept
    }
    const files = merge<FileRecord>('files', stored.files, contents.paths(), contents.restore)
    const values = merge('settings', stored.settings, settings.keys(), settings.restore)
    pending.clear()
    for (const [key, origin] of files) pending.mark('files', key, origin)
    for (const [key, origin] of values) pending.mark('settings', key, origin)
  }

  return {
    mark(store, keys, origin = 'edit') {
      for (const key of keys) pending.mark(store, key, origin)
      update()
    },
    open: () => serially(() => connect(false, 'mine')),
    async takeOver(keep) {
      await serially(async () => {
        if (detached) await connect(true, keep)
      })
      return currentStatus()
    },
    flush,
    async close() {
      await connecting
      await pending.flush()
      pending.connect(null)
      await lock?.release()
      lock = null
      database?.close()
      database = null
      detached = { kind: 'memory-only', message: messages.closed }
    },
    get status() {
      return currentStatus()
    },
  }
}
