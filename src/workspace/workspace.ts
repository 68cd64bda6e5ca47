import type { Clock, PluginSource } from '../kernel/ports'
import { createContents } from './contents'
import { localStorageOf } from './last-words'
import { createKeeper, type Keep, type WorkspaceStatus } from './keeper'
import { pluginOf } from './path-rules'
import type { BadRecord } from './records'
import { createSettingsStore, type Settings } from './settings'

export type { WorkspaceStatus } from './keeper'

type WorkspaceChange =
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
interface OpenReport {
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
  /** The files of a plugin, as paths within its folder; in no order. */
  files(plugin: string): string[]
  has(path: string): boolean
  read(path: string): string
  /** Writes a file, making it if need be. This is an edit, not a save. */
  write(path: string, text: string): void
  /** A plugin's last file takes its settings along, as {@link removePlugin} does. So it is where {@link rename} moves it. */
  remove(path: string): void
  rename(from: string, to: string): void
  /** Renames a plugin's folder and its settings. The manifest's `name` is the caller's. */
  renamePlugin(from: string, to: string): void
  /** Removes a plugin's files and settings. */
  removePlugin(plugin: string): void
  /** The plugin's files as they are now. */
  source(plugin: string): PluginSource
  /** The plugin's files as the newest save took them; `null` if it was never saved. */
  savedSource(plugin: string): PluginSource | null
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
  takeOver(options?: { readonly keep?: Keep }): Promise<WorkspaceStatus>
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

const leaseNotice =
  'This page was not loaded over https, so tabs cannot lock the files; they take turns through the storage instead.'

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { page, locks, onListenerError } = options
  const listeners = new Set<(change: WorkspaceChange) => void>()
  const contents = createContents()
  const settings = createSettingsStore((key) => keeper.mark('settings', [key]))
  const keeper = createKeeper({
    ...options,
    locks,
    storage: localStorageOf(page),
    contents,
    settings,
    onReload: () => emit({ type: 'reloaded' }),
    onStatus: (status) => emit({ type: 'status', status }),
  })
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

  /** A plugin goes with its last file, and its settings go with it. */
  function endIfEmpty(plugin: string): void {
    if (contents.plugins().includes(plugin)) return
    settings.removePlugin(plugin)
    emit({ type: 'plugin-removed', plugin })
  }

  function listenToPage(): () => void {
    if (!page) return () => undefined
    const flushNow = (): void => void keeper.flush(true)
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
      const stored = await keeper.open()
      const bad = stored?.bad ?? []
      return {
        firstVisit: !stored?.visited,
        isEmpty: contents.list().length === 0,
        tab: keeper.status.kind === 'other-tab' ? 'reader' : stored ? 'writer' : 'memory',
        setAside: bad,
        notices: [
          ...(stored && !locks ? [leaseNotice] : []),
          ...bad.map(
            ({ key, reason }) =>
              `The stored record ${JSON.stringify(key)} could not be read and was set aside. ${reason}`,
          ),
        ],
      }
    },
    plugins: contents.plugins,
    list: contents.list,
    files: contents.files,
    has: contents.has,
    read: contents.read,
    source: contents.source,
    savedSource: contents.savedSource,
    isDirty: contents.isDirty,
    dirtyPlugins: contents.dirtyPlugins,

    write(path, text) {
      const { created, touched } = contents.write(path, text)
      if (touched.length === 0) return
      emit({ type: 'written', path, created })
      keeper.mark('files', touched)
    },
    remove(path) {
      const touched = contents.remove(path)
      emit({ type: 'removed', path })
      endIfEmpty(pluginOf(path))
      keeper.mark('files', touched)
    },
    rename(from, to) {
      const touched = contents.rename(from, to)
      if (touched.length === 0) return
      emit({ type: 'renamed', from, to })
      endIfEmpty(pluginOf(from))
      keeper.mark('files', touched)
    },
    renamePlugin(from, to) {
      const touched = contents.renamePlugin(from, to)
      if (touched.length === 0) return
      settings.renamePlugin(from, to)
      emit({ type: 'plugin-renamed', from, to })
      keeper.mark('files', touched)
    },
    removePlugin(plugin) {
      const touched = contents.removePlugin(plugin)
      endIfEmpty(plugin)
      keeper.mark('files', touched)
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
      keeper.mark('files', touched, 'example')
    },
    markSaved(plugin, source = contents.source(plugin)) {
      const touched = contents.markSaved(source)
      emit({ type: 'saved', plugin })
      keeper.mark('files', touched)
    },

    settings: settings.of(null),
    settingsOf: (plugin) => settings.of(plugin),
    get status() {
      return keeper.status
    },
    takeOver: ({ keep = 'mine' } = {}) => keeper.takeOver(keep),
    flush: () => keeper.flush(),
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stopListening()
      return keeper.close()
    },
  }
}
