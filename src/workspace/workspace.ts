import type { Clock, PluginSource } from '../kernel/ports'
import { createContents, type FileRecord } from './contents'
import type { Database, Stored } from './database'
import { openDatabase } from './open-database'
import type { BadRecord, StoreName } from './records'
import { createSettingsStore, type Settings } from './settings'
import { createLease, createWebLock, type TabLock, type TabLockOptions } from './tab-lock'
import { createWriteBehind, type Origin } from './write-behind'

export type WorkspaceStatus = {
  /**
   * `saved` and `saving`: files are kept. `full` and `failed`: the newest edits are in memory alone, and it is tried
   * again. `memory-only`: nothing can be stored. `other-tab`: another tab writes, and {@link Workspace.takeOver} helps.
   */
  readonly kind: 'saved' | 'saving' | 'memory-only' | 'full' | 'failed' | 'other-tab'
  /** For the person: what is, and what to do. */
  readonly message: string
}

export type WorkspaceChange =
  | { readonly type: 'written'; readonly path: string; readonly created: boolean }
  | { readonly type: 'removed'; readonly path: string }
  | { readonly type: 'renamed'; readonly from: string; readonly to: string }
  | { readonly type: 'plugin-renamed'; readonly from: string; readonly to: string }
  | { readonly type: 'plugin-removed'; readonly plugin: string }
  | { readonly type: 'saved'; readonly plugin: string }
  /** The stored files were read: any file and setting may be different. */
  | { readonly type: 'reloaded' }
  | { readonly type: 'status'; readonly status: WorkspaceStatus }

/** What {@link Workspace.open} found. */
export interface OpenReport {
  /** Nothing was ever kept here, as far as can be seen: time to seed the examples. */
  readonly firstVisit: boolean
  readonly isEmpty: boolean
  /** `writer`: edits are kept. `reader`: another tab keeps its own. `memory`: nothing can be stored. */
  readonly tab: 'writer' | 'reader' | 'memory'
  /** Stored records that could not be read. They are kept, apart from the others. */
  readonly setAside: readonly BadRecord[]
  /** Sentences that the person should see once. */
  readonly notices: readonly string[]
}

/**
 * The person's files. Reads and writes are synchronous, on memory; IndexedDB follows within 300 ms. Paths are
 * `'<plugin>/<file>'`; one that breaks the rules throws a {@link WorkspaceError}.
 */
export interface Workspace {
  /** Reads the stored files. Never rejects: a storage that fails is told in {@link Workspace.status}. */
  open(): Promise<OpenReport>
  /** The plugins' folders, sorted. */
  plugins(): string[]
  /** Every file, sorted. */
  list(): string[]
  has(path: string): boolean
  read(path: string): string
  /** Writes a file, making it if need be. This is an edit, not a save. */
  write(path: string, text: string): void
  remove(path: string): void
  rename(from: string, to: string): void
  /** Renames a plugin's folder and its settings. The manifest's `name` is the caller's. */
  renamePlugin(from: string, to: string): void
  /** Removes a plugin's files and settings. */
  removePlugin(plugin: string): void
  /** The plugin's files as they are now. */
  source(plugin: string): PluginSource
  /** Adds the files that are missing, as saved. They yield to stored ones that turn up later. */
  seed(files: Readonly<Record<string, string>>): void
  /** The plugin's files, as `source` has them, were taken by a save, successful or not. */
  markSaved(plugin: string, source?: PluginSource): void
  /** Whether the file differs from what the newest save took. */
  isDirty(path: string): boolean
  /** The plugins with unsaved edits, removed files among them; sorted. */
  dirtyPlugins(): string[]
  /** The workspace's own settings. */
  readonly settings: Settings
  /** A plugin's settings, which are renamed and removed with it. */
  settingsOf(plugin: string): Settings
  readonly status: WorkspaceStatus
  /**
   * Makes this tab the one that writes, and reads the stored files again; also tries a storage once more that could
   * not be opened. `mine` (the default) keeps the files that were edited here, `theirs` gives them up.
   */
  takeOver(options?: { readonly keep?: 'mine' | 'theirs' }): Promise<WorkspaceStatus>
  /** Writes at once what is not on disk yet. */
  flush(): Promise<void>
  /** Listens to every change, in order. Returns the disposer. */
  on(listener: (change: WorkspaceChange) => void): () => void
  /** Writes what is left, and lets go of storage and lock. */
  close(): Promise<void>
}

export interface WorkspaceOptions {
  /** Tells the workspaces of one origin apart; see {@link workspaceScope}. */
  readonly scope: string
  readonly clock: Clock
  /** Names this tab among those that are open. Any text that no other tab has. */
  readonly tab: string
  /** Absent where the page is no secure context. */
  readonly locks?: LockManager | undefined
  /** Where `pagehide` and `visibilitychange` are told: the window. */
  readonly page?: Window | undefined
  /** Told when a listener throws, which is a bug of the listener. */
  readonly onListenerError?: (error: unknown) => void
}

/** The scope of a page: its folder, so that two deployments on one host do not share files. */
export function workspaceScope(location: { readonly pathname: string }): string {
  return location.pathname.replace(/[^/]*$/, '')
}

const messages = {
  saved: 'All edits are kept in this browser.',
  saving: 'Edits are being stored.',
  closed: 'The workspace is not open yet.',
  otherTab:
    'This playground is open in another tab, which keeps its files. Edits here stay in this tab until you take over.',
  lost: 'Another tab took over. Edits here stay in this tab; take over again to keep them.',
  free: 'The other tab is closed. Take over to keep the edits made here.',
  lease:
    'This page was not loaded over https, so tabs cannot lock the files; they take turns through the storage instead.',
} as const

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { scope, clock, tab, locks, page, onListenerError } = options
  const name = `hotplug:${scope}`
  const listeners = new Set<(change: WorkspaceChange) => void>()
  const contents = createContents()
  const settings = createSettingsStore((key) => touch('settings', [key]))
  const pending = createWriteBehind({ clock, valueOf, onChange: update })
  let database: Database | null = null
  let lock: TabLock | null = null
  /** Why this tab does not write; `null` where it does. */
  let detached: WorkspaceStatus | null = { kind: 'memory-only', message: messages.closed }
  let told: WorkspaceStatus = detached
  let connecting: Promise<unknown> = Promise.resolve()
  let stopListening: () => void = () => undefined

  function emit(change: WorkspaceChange): void {
    for (const listener of [...listeners]) {
      try {
        listener(change)
      } catch (error) {
        onListenerError?.(error)
      }
    }
  }

  function currentStatus(): WorkspaceStatus {
    if (detached) return detached
    const failure = pending.failure
    if (failure) return { kind: failure.kind === 'full' ? 'full' : 'failed', message: failure.message }
    return pending.busy ? { kind: 'saving', message: messages.saving } : { kind: 'saved', message: messages.saved }
  }

  function update(): void {
    if (!detached && pending.failure?.kind === 'not-writer') {
      lose(messages.lost)
      return
    }
    const status = currentStatus()
    if (status.kind === told.kind && status.message === told.message) return
    told = status
    emit({ type: 'status', status })
  }

  function valueOf(store: StoreName, key: string): unknown {
    return store === 'files' ? contents.record(key) : settings.json(key)
  }

  function touch(store: StoreName, keys: readonly string[], origin: Origin = 'edit'): void {
    for (const key of keys) pending.mark(store, key, origin)
    update()
  }

  function detach(status: WorkspaceStatus): void {
    detached = status
    pending.connect(null)
    update()
  }

  function lose(message: string): void {
    if (detached?.kind !== 'memory-only') detach({ kind: 'other-tab', message })
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
    onLost: () => lose(messages.lost),
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

  async function connect(steal: boolean, keep: 'mine' | 'theirs'): Promise<Stored | null> {
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
      adopt(stored, keep)
      if (database !== connection) return stored
      detached = mine ? null : { kind: 'other-tab', message: messages.otherTab }
      pending.connect(
        mine ? (changes, leaving) => connection.write(tab, changes, leaving && locks !== undefined) : null,
      )
      emit({ type: 'reloaded' })
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

  /** Memory becomes what is stored, save for what was edited here and is to be kept. */
  function adopt(stored: Stored, keep: 'mine' | 'theirs'): void {
    const merge = <Value>(
      store: StoreName,
      records: ReadonlyMap<string, Value>,
      here: readonly string[],
      restore: (key: string, value: Value | null) => void,
    ): [string, Origin][] => {
      const kept = [...pending.marks(store)].filter(([, origin]) =>
        origin === 'edit' ? keep === 'mine' : !stored.visited,
      )
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

  function listenToPage(): () => void {
    if (!page) return () => undefined
    const flushNow = (): void => void pending.flush(true)
    const flushHidden = (): void => {
      if (page.document.visibilityState === 'hidden') flushNow()
    }
    page.addEventListener('pagehide', flushNow)
    page.document.addEventListener('visibilitychange', flushHidden)
    return () => {
      page.removeEventListener('pagehide', flushNow)
      page.document.removeEventListener('visibilitychange', flushHidden)
    }
  }

  return {
    async open() {
      stopListening()
      stopListening = listenToPage()
      const stored = await serially(() => connect(false, 'mine'))
      const bad = stored?.bad ?? []
      return {
        firstVisit: !stored?.visited,
        isEmpty: contents.list().length === 0,
        tab: detached === null ? 'writer' : detached.kind === 'other-tab' ? 'reader' : 'memory',
        setAside: bad,
        notices: [
          ...(stored && !locks ? [messages.lease] : []),
          ...bad.map(
            ({ key, reason }) =>
              `The stored record ${JSON.stringify(key)} could not be read and was set aside. ${reason}`,
          ),
        ],
      }
    },
    plugins: contents.plugins,
    list: contents.list,
    has: contents.has,
    read: contents.read,
    source: contents.source,
    isDirty: contents.isDirty,
    dirtyPlugins: contents.dirtyPlugins,

    write(path, text) {
      const { created, touched } = contents.write(path, text)
      if (touched.length === 0) return
      emit({ type: 'written', path, created })
      touch('files', touched)
    },
    remove(path) {
      const touched = contents.remove(path)
      emit({ type: 'removed', path })
      touch('files', touched)
    },
    rename(from, to) {
      const touched = contents.rename(from, to)
      if (touched.length === 0) return
      emit({ type: 'renamed', from, to })
      touch('files', touched)
    },
    renamePlugin(from, to) {
      const touched = contents.renamePlugin(from, to)
      if (touched.length === 0) return
      settings.renamePlugin(from, to)
      emit({ type: 'plugin-renamed', from, to })
      touch('files', touched)
    },
    removePlugin(plugin) {
      const touched = contents.removePlugin(plugin)
      settings.removePlugin(plugin)
      emit({ type: 'plugin-removed', plugin })
      touch('files', touched)
    },
    seed(files) {
      const touched: string[] = []
      for (const [path, text] of Object.entries(files)) {
        if (contents.has(path)) continue
        contents.write(path, text)
        contents.restore(path, { text, saved: text })
        touched.push(path)
        emit({ type: 'written', path, created: true })
      }
      touch('files', touched, 'example')
    },
    markSaved(plugin, source = contents.source(plugin)) {
      const touched = contents.markSaved(source)
      emit({ type: 'saved', plugin })
      touch('files', touched)
    },

    settings: settings.of(null),
    settingsOf: (plugin) => settings.of(plugin),
    get status() {
      return currentStatus()
    },
    async takeOver({ keep = 'mine' } = {}) {
      await serially(async () => {
        if (detached) await connect(true, keep)
      })
      return currentStatus()
    },
    flush: () => pending.flush(),
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      stopListening()
      await connecting
      await pending.flush()
      pending.connect(null)
      await lock?.release()
      lock = null
      database?.close()
      database = null
      detached = { kind: 'memory-only', message: messages.closed }
    },
  }
}
