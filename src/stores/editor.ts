import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Position } from '../kernel/errors'
import { pluginOf } from '../workspace/path-rules'
import { usePlayground } from './playground'
import { usePipelinePageStore } from './pipeline-page'
import { usePluginPageStore } from './plugin-page'
import { usePluginsStore } from './plugins'

/** A place to show: what a click on a problem, a log line or a stack asks for. */
export interface Reveal {
  readonly path: string
  readonly line: number
  readonly column: number
  /** Counts up, so that asking for the same place twice is seen. */
  readonly request: number
}

export type EditorPhase = 'waiting' | 'loading' | 'ready' | 'failed'

/** Which files are open, which one is on screen, and where the cursor stands. */
export const useEditorStore = defineStore('editor', () => {
  const { workspace, hotplug } = usePlayground()
  const plugins = usePluginsStore()
  const page = usePluginPageStore()
  const pipeline = usePipelinePageStore()

  /** Open tabs as '<plugin>/<file>', in the order in which they were opened. */
  const tabs = ref<string[]>([])
  const active = ref('')
  const cursor = ref({ line: 1, column: 1 })
  const reveal = shallowRef<Reveal | null>(null)
  const phase = ref<EditorPhase>('waiting')

  const activePlugin = computed(() => pluginOf(active.value))
  const activeFile = computed(() => active.value.slice(activePlugin.value.length + 1))

  /** Shows a file, in place of the plugin page if that is open. */
  function open(path: string): void {
    if (!workspace.has(path)) return
    page.close()
    activate(path)
  }

  function activate(path: string): void {
    if (!tabs.value.includes(path)) tabs.value = [...tabs.value, path]
    active.value = path
    pipeline.close()
    plugins.select(pluginOf(path))
  }

  /** Opens the plugin's main file, or the file of it that was on screen last; the plugin page stays, and shows this plugin. */
  function openPlugin(name: string): void {
    const plugin = plugins.list.find((other) => other.name === name)
    const seen = tabs.value.findLast((tab) => tab.startsWith(`${name}/`))
    const path = seen ?? (plugin?.files[0] ? `${name}/${plugin.files[0]}` : null)
    if (path) activate(path)
    else plugins.select(name)
  }

  function close(path: string): void {
    const index = tabs.value.indexOf(path)
    if (index < 0) return
    tabs.value = tabs.value.filter((tab) => tab !== path)
    if (active.value !== path) return
    const next = tabs.value[Math.min(index, tabs.value.length - 1)]
    if (next) activate(next)
    else active.value = ''
  }

  function show(plugin: string, position: Position): void {
    const path = `${plugin}/${position.file}`
    open(path)
    reveal.value = {
      path,
      line: position.line,
      column: position.column,
      request: (reveal.value?.request ?? 0) + 1,
    }
  }

  /** An edit made in the editor. */
  function edit(path: string, text: string): void {
    if (workspace.read(path) !== text) hotplug.files.write(path, text)
  }

  function restore(): void {
    const stored = workspace.settings.get('editor')
    if (!isStoredTabs(stored)) return
    tabs.value = stored.tabs.filter((tab) => workspace.has(tab))
    if (workspace.has(stored.active)) activate(stored.active)
    else if (!tabs.value.includes(active.value)) {
      const [first] = tabs.value
      if (first) activate(first)
      else active.value = ''
    }
  }

  function dropMissing(): void {
    for (const tab of tabs.value) if (!workspace.has(tab)) close(tab)
  }

  workspace.on(({ type }) => {
    if (type === 'reloaded') restore()
    dropMissing()
  })
  restore()
  watch([tabs, active], () => workspace.settings.set('editor', { tabs: tabs.value, active: active.value }))

  return {
    tabs,
    active,
    activePlugin,
    activeFile,
    cursor,
    reveal,
    phase,
    open,
    openPlugin,
    close,
    show,
    edit,
  }
})

function isStoredTabs(value: unknown): value is { tabs: string[]; active: string } {
  if (typeof value !== 'object' || value === null) return false
  const { tabs, active } = value as { tabs?: unknown; active?: unknown }
  return Array.isArray(tabs) && tabs.every((tab) => typeof tab === 'string') && typeof active === 'string'
}
