import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
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
  /** `null` until the first save of this session. */
  readonly status: PluginStatus | null
}

/** What the state dot shows: `live` serves, `failed` has a refused save, `stopped` is not loaded. */
export type PluginHealth = 'live' | 'busy' | 'failed' | 'stopped'

export function healthOf(plugin: PluginView): PluginHealth {
  const { status } = plugin
  if (!status) return 'stopped'
  if (status.lastError) return 'failed'
  if (status.state === 'active') return 'live'
  if (['compiling', 'loading', 'initialising', 'draining'].includes(status.state)) return 'busy'
  return status.state === 'stopped' ? 'stopped' : 'failed'
}

/** The plugins of the workspace, and which of them is on screen. */
export const usePluginsStore = defineStore('plugins', () => {
  const { workspace, kernel } = usePlayground()

  const folders = shallowRef<readonly Omit<PluginView, 'status'>[]>([])
  const statuses = shallowRef<ReadonlyMap<string, PluginStatus>>(new Map())
  /** The plugin that the editor, the strip and the Run panel show. */
  const current = ref('')
  /** The folders that are open in the Explorer. */
  const expanded = ref<string[]>([])

  const list = computed<PluginView[]>(() =>
    folders.value.map((folder) => ({ ...folder, status: statuses.value.get(folder.name) ?? null })),
  )
  const selected = computed(() => list.value.find((plugin) => plugin.name === current.value) ?? null)
  const live = computed(() => [...statuses.value.values()].filter((status) => status.state === 'active').length)

  function readFolders(): void {
    folders.value = workspace.plugins().map((name) => {
      const files = Object.keys(workspace.source(name).files).sort(byImportance)
      return { name, files, dirtyFiles: files.filter((file) => workspace.isDirty(`${name}/${file}`)) }
    })
    if (!folders.value.some((folder) => folder.name === current.value)) current.value = folders.value[0]?.name ?? ''
  }

  function readStatuses(): void {
    statuses.value = new Map(kernel.status().map((status) => [status.name, status]))
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

  const foldersSoon = coalesce(readFolders, queueMicrotask)
  const dirtyFilesLater = coalesce(readFolders, whenTypingRests)
  workspace.on((change) => {
    const isEdit = (change.type === 'written' && !change.created) || change.type === 'saved' || change.type === 'status'
    if (isEdit) dirtyFilesLater()
    else foldersSoon()
  })
  const statusesLater = coalesce(readStatuses, queueMicrotask)
  useScreenEvents().on((event) => {
    if (!rateEvents.has(event.type)) statusesLater()
  })
  readFolders()
  readStatuses()

  return { list, current, selected, expanded, live, select, toggle }
})

/** Events that come with every call or line: they change no state. */
const rateEvents = new Set(['call-started', 'call-ended', 'log', 'metric'])

const importance = ['index.ts', 'plugin.json']

function byImportance(a: string, b: string): number {
  const rank = (file: string) => (importance.includes(file) ? importance.indexOf(file) : importance.length)
  return rank(a) - rank(b) || a.localeCompare(b)
}
