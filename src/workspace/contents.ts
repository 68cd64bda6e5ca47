import type { PluginSource } from '../kernel/ports'
import { parseFolderName, parsePath, parsePluginName, pluginOf, type FilePath } from './path-rules'
import { WorkspaceError } from './workspace-error'

/** Longer than any source that compiles, so that a save can say so; short enough to be stored at each keystroke. */
const maxTextLength = 8 * 1024 * 1024

/**
 * One file as it is kept. `saved` is what the newest save of its plugin took, `null` if no save did; a `text` of
 * `null` is a file that was removed since then.
 */
export interface FileRecord {
  readonly text: string | null
  readonly saved: string | null
}

/** The files in memory. Every change tells the paths whose records are different now. */
export interface Contents {
  plugins(): string[]
  list(): string[]
  has(path: string): boolean
  read(path: string): string
  record(path: string): FileRecord | null
  files(plugin: string): string[]
  source(plugin: string): PluginSource
  savedSource(plugin: string): PluginSource | null
  write(path: string, text: string): { readonly created: boolean; readonly touched: readonly string[] }
  remove(path: string): readonly string[]
  rename(from: string, to: string): readonly string[]
  renamePlugin(from: string, to: string): readonly string[]
  removePlugin(plugin: string): readonly string[]
  markSaved(source: PluginSource): readonly string[]
  isDirty(path: string): boolean
  dirtyPlugins(): string[]
  /** Puts a record in place as it was stored; `null` takes it away. */
  restore(path: string, record: FileRecord | null): void
  /** Every path with a record, those of removed files among them. */
  paths(): string[]
}

export function createContents(): Contents {
  const records = new Map<string, FileRecord>()
  /** The paths of each plugin, in the order in which they came: a workspace may hold very many plugins. */
  const folders = new Map<string, Set<string>>()
  /** The plugins, sorted, until one of them may have come or gone: they are asked for at every turn. */
  let sorted: readonly string[] | null = null

  const isLive = (path: string): boolean => typeof records.get(path)?.text === 'string'

  function put(path: string, record: FileRecord): void {
    if (record.text === null && record.saved === null) return drop(path)
    const before = records.get(path)
    if (before === undefined || (before.text === null) !== (record.text === null)) sorted = null
    records.set(path, record)
    if (before !== undefined) return
    const plugin = pluginOf(path)
    folders.set(plugin, (folders.get(plugin) ?? new Set()).add(path))
  }

  function drop(path: string): void {
    sorted = null
    records.delete(path)
    const plugin = pluginOf(path)
    const folder = folders.get(plugin)
    folder?.delete(path)
    if (folder?.size === 0) folders.delete(plugin)
  }

  const pathsOf = (plugin: string): string[] => [...(folders.get(plugin) ?? [])]
  const live = (): string[] => [...records.keys()].filter(isLive).sort()

  function hasPlugin(plugin: string): boolean {
    for (const path of folders.get(plugin) ?? []) if (isLive(path)) return true
    return false
  }

  function liveText(path: string): string {
    parsePath(path)
    const text = records.get(path)?.text
    if (typeof text !== 'string')
      throw new WorkspaceError('NOT_FOUND', `There is no file "${path}". The Explorer lists every file.`)
    return text
  }

  /** Refuses a plugin's name that is not allowed, and a name for a file and a folder at once: no zip could hold both. */
  function refusePlace({ plugin, file }: FilePath, except?: string): void {
    if (!hasPlugin(plugin)) parsePluginName(plugin)
    for (const path of pathsOf(plugin)) {
      if (path === except || !isLive(path)) continue
      const other = path.slice(plugin.length + 1)
      if (other.startsWith(`${file}/`))
        throw new WorkspaceError('EXISTS', `"${file}" is a folder in ${plugin}. Choose another name.`)
      if (file.startsWith(`${other}/`))
        throw new WorkspaceError('EXISTS', `"${other}" is a file in ${plugin}, so no file can be inside it.`)
    }
  }

  /** A plugin without a file is gone, and what its saves took with it. */
  function forgetIfEmpty(plugin: string): string[] {
    if (hasPlugin(plugin)) return []
    const paths = pathsOf(plugin)
    for (const path of paths) drop(path)
    return paths
  }

  function removeLive(path: string): string[] {
    const saved = records.get(path)?.saved ?? null
    put(path, { text: null, saved })
    return [path, ...forgetIfEmpty(parsePath(path).plugin)]
  }

  function isDirty(path: string): boolean {
    const record = records.get(path)
    return record !== undefined && record.text !== record.saved
  }

  function collect(plugin: string, member: keyof FileRecord): PluginSource {
    const files: Record<string, string> = {}
    for (const path of pathsOf(plugin).sort()) {
      const text = records.get(path)?.[member]
      if (typeof text === 'string') files[path.slice(plugin.length + 1)] = text
    }
    return { name: plugin, files }
  }

  function requirePlugin(plugin: string): void {
    if (hasPlugin(plugin)) return
    parseFolderName(plugin)
    throw new WorkspaceError('NOT_FOUND', `There is no plugin "${plugin}". The Explorer lists every plugin.`)
  }

  return {
    plugins: () => [...(sorted ??= [...folders.keys()].filter(hasPlugin).sort())],
    list: live,
    has: isLive,
    read: liveText,
    record: (path) => records.get(path) ?? null,
    paths: () => [...records.keys()],
    isDirty,

    files(plugin) {
      requirePlugin(plugin)
      return pathsOf(plugin)
        .filter(isLive)
        .map((path) => path.slice(plugin.length + 1))
    },

    source(plugin) {
      requirePlugin(plugin)
      return collect(plugin, 'text')
    },

    savedSource(plugin) {
      requirePlugin(plugin)
      const source = collect(plugin, 'saved')
      return Object.keys(source.files).length > 0 ? source : null
    },

    write(path, text) {
      const parsed = parsePath(path)
      if (typeof text !== 'string')
        throw new WorkspaceError('BAD_VALUE', `A file holds text. Write a string to "${path}".`)
      if (text.length > maxTextLength)
        throw new WorkspaceError(
          'TOO_LARGE',
          `"${path}" has more than 8 million characters. Split it, or leave data out.`,
        )
      const before = records.get(path)
      const created = typeof before?.text !== 'string'
      if (created) refusePlace(parsed)
      if (before?.text === text) return { created: false, touched: [] }
      put(path, { text, saved: before?.saved ?? null })
      return { created, touched: [path] }
    },

    remove(path) {
      liveText(path)
      return removeLive(path)
    },

    rename(from, to) {
      const text = liveText(from)
      const target = parsePath(to)
      if (from === to) return []
      if (isLive(to)) throw new WorkspaceError('EXISTS', `There is a file "${to}" already. Choose another name.`)
      refusePlace(target, from)
      put(to, { text, saved: records.get(to)?.saved ?? null })
      return [to, ...removeLive(from)]
    },

    renamePlugin(from, to) {
      requirePlugin(from)
      parsePluginName(to)
      if (from === to) return []
      if (hasPlugin(to)) throw new WorkspaceError('EXISTS', `There is a plugin "${to}" already. Choose another name.`)
      const touched: string[] = []
      for (const path of pathsOf(from)) {
        const text = records.get(path)?.text
        drop(path)
        touched.push(path)
        if (typeof text !== 'string') continue
        const target = `${to}/${path.slice(from.length + 1)}`
        // Under its new name no save has taken it yet.
        put(target, { text, saved: null })
        touched.push(target)
      }
      return touched
    },

    removePlugin(plugin) {
      requirePlugin(plugin)
      const paths = pathsOf(plugin)
      for (const path of paths) drop(path)
      return paths
    },

    markSaved({ name, files }) {
      const touched: string[] = []
      const taken = new Map(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]))
      for (const path of new Set([...pathsOf(name), ...taken.keys()])) {
        const text = records.get(path)?.text ?? null
        const saved = taken.get(path) ?? null
        if (saved === (records.get(path)?.saved ?? null)) continue
        put(path, { text, saved })
        touched.push(path)
      }
      return [...touched, ...forgetIfEmpty(name)]
    },

    dirtyPlugins() {
      const dirty = new Set<string>()
      for (const [path, { text, saved }] of records) if (text !== saved) dirty.add(pluginOf(path))
      return [...dirty].sort()
    },

    restore(path, record) {
      if (record === null) drop(path)
      else put(path, record)
    },
  }
}
