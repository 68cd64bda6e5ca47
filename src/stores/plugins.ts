import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { HostEvent } from '../kernel/events'
import type { State } from '../kernel/lifecycle'
import { manifestFile } from '../kernel/manifest-file'
import type { PluginStatus } from '../kernel/reports'
import { coalesce, whenTypingRests } from './coalesce'
import { usePlayground } from './playground'
import { useScreenEvents } from './screen-events'

/** A plugin as the Explorer shows it: its folder, and what the kernel says of it if it was ever saved. */
export interface PluginView {
  readonly name: string
  /** Paths within the folder, `plugin.json` and `index.ts` first. */
  readonly files: readonly string[]
  /** Those of {@link files} that differ from what was saved last. */
  readonly dirtyFiles: readonly string[]
  /** The version that serves by default; `null` until the first save of this session. */
  readonly status: PluginStatus | null
  /** Every active version, that one among them. */
  readonly versions: readonly PluginStatus[]
}

/** What the state dot shows: `live` serves, `ailing` serves badly, `failed` has a refused save, `stopped` is not loaded. */
export type PluginHealth = 'live' | 'busy' | 'ailing' | 'waiting' | 'failed' | 'stopped'

export const dotOfState: Readonly<Record<State, PluginHealth>> = {
  compiling: 'busy',
  loading: 'busy',
  initialising: 'busy',
  draining: 'busy',
  active: 'live',
  degraded: 'ailing',
  unresponsive: 'ailing',
  blocked: 'waiting',
  crashed: 'failed',
  quarantined: 'failed',
  failed: 'failed',
  stopped: 'stopped',
  disabled: 'stopped',
}

export function dotOf({ status }: Pick<PluginView, 'status'>): PluginHealth {
  if (!status) return 'stopped'
  const health = dotOfState[status.state]
  return status.lastError && health !== 'waiting' ? 'failed' : health
}

/** Whether a call may change or tell something elsewhere: then it is a person's to make. */
export function reachesOut({ permissions }: Pick<PluginStatus, 'permissions'>): boolean {
  return permissions.length > 0
}

/** Whether it is a person's to call at all: a middleware goes around the calls of others. */
export function takesCalls({ kind }: Pick<PluginStatus, 'kind'>): boolean {
  return kind !== 'middleware'
}

/** The plugins of the workspace, and which of them is on screen. */
export const usePluginsStore = defineStore('plugins', () => {
  const { workspace, kernel } = usePlayground()

  const folders = shallowRef<readonly Folder[]>([])
  const statuses = shallowRef<ReadonlyMap<string, readonly PluginStatus[]>>(new Map())
  /** The plugin that the editor, the strip and the Run panel show. */
  const current = ref('')
  /** The folders that are open in the Explorer. */
  const expanded = ref<string[]>([])

  /** A view stays the same object while its plugin does, so that of very many rows only the changed ones are drawn. */
  const views = new Map<string, PluginView>()
  const list = computed<PluginView[]>(() => folders.value.map((folder) => viewOf(folder)))

  function viewOf(folder: Folder): PluginView {
    const versions = statuses.value.get(folder.name) ?? none
    const known = views.get(folder.name)
    if (known?.files === folder.files && known.dirtyFiles === folder.dirtyFiles && known.versions === versions)
      return known
    const status = versions.find(({ isDefault }) => isDefault) ?? versions[0] ?? null
    const view = { ...folder, versions, status }
    views.set(folder.name, view)
    return view
  }
  const selected = computed(() => list.value.find((plugin) => plugin.name === current.value) ?? null)
  const live = computed(
    () => [...statuses.value.values()].flat().filter(({ generation }) => generation !== null).length,
  )

  function readFolders(): void {
    const before = new Map(folders.value.map((folder) => [folder.name, folder]))
    folders.value = workspace.plugins().map((name) => {
      const files = workspace.files(name).sort(byImportance)
      const dirtyFiles = files.filter((file) => workspace.isDirty(`${name}/${file}`))
      const known = before.get(name)
      return known && isSame(known.files, files) && isSame(known.dirtyFiles, dirtyFiles)
        ? known
        : { name, files, dirtyFiles }
    })
    if (!folders.value.some((folder) => folder.name === current.value)) current.value = folders.value[0]?.name ?? ''
  }

  function readStatuses(): void {
    const byName = new Map<string, readonly PluginStatus[]>()
    for (const status of kernel.status()) byName.set(status.name, [...(byName.get(status.name) ?? []), status])
    for (const [name, known] of statuses.value) if (byName.has(name) && !touched.has(name)) byName.set(name, known)
    statuses.value = byName
    touched.clear()
  }

  function select(name: string): void {
    current.value = name
    if (!expanded.value.includes(name)) expanded.value = [...expanded.value, name]
  }

  function toggle(name: string): void {
    expanded.value = expanded.value.includes(name)
      ? expanded.value.filter((other) => other !== name)
      : [...expanded.value, name]
  }

  /** The plugins that something was told of since their status was read. */
  const touched = new Set<string>()
  const foldersSoon = coalesce(readFolders, queueMicrotask)
  const dirtyFilesLater = coalesce(readFolders, whenTypingRests)
  workspace.on((change) => {
    const isEdit = (change.type === 'written' && !change.created) || change.type === 'saved' || change.type === 'status'
    if (isEdit) dirtyFilesLater()
    else foldersSoon()
  })
  const statusesLater = coalesce(readStatuses, queueMicrotask)
  useScreenEvents().on((event) => {
    touched.add(pluginOf(event))
    if (!rateEvents.has(event.type)) statusesLater()
  })
  readFolders()
  readStatuses()

  return { list, current, selected, expanded, live, select, toggle }
})

type Folder = Omit<PluginView, 'status' | 'versions'>

const none: readonly PluginStatus[] = []

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index])
}

/** The plugin that an event tells of. */
export function pluginOf(event: HostEvent): string {
  if (event.type === 'unloaded') return event.receipt.plugin
  return event.type === 'error' ? event.error.plugin : event.plugin
}

/** Events that come with every call or line: they change no state. */
const rateEvents = new Set(['call-started', 'call-ended', 'trace', 'log', 'metric'])

const importance = ['index.ts', manifestFile]

function byImportance(a: string, b: string): number {
  const rank = (file: string) => (importance.includes(file) ? importance.indexOf(file) : importance.length)
  return rank(a) - rank(b) || a.localeCompare(b)
}
