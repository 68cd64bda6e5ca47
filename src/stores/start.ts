import { watch } from 'vue'
import { useConsoleStore } from './console'
import { useEditorStore } from './editor'
import { firstOutput } from './first-output'
import { useGenerationsStore } from './generations'
import { useLayoutStore } from './layout'
import { useMetricsStore } from './metrics'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'
import { useProblemsStore } from './problems'
import { useRunStore } from './run'
import { useStatusStore } from './status'
import { useTimelineStore } from './timeline'
import { when } from './when'

/** What a first visit sees. */
const firstPlugin = 'greeter'

/** Milliseconds without an edit after which auto-save saves. */
const autoSaveAfterMs = 400

/**
 * Makes the stores that listen to the kernel, before there is anything to hear; opens what was on screen last; and
 * lets the plugins come up.
 */
export async function startStores(): Promise<void> {
  const playground = usePlayground()
  const plugins = usePluginsStore()
  const editor = useEditorStore()
  const status = useStatusStore()
  const listeners = [
    useGenerationsStore,
    useRunStore,
    useConsoleStore,
    useProblemsStore,
    useTimelineStore,
    useMetricsStore,
  ]
  for (const useStore of listeners) useStore()

  const shared = playground.folders.shared.waiting?.name
  if (shared) editor.openPlugin(shared)
  else if (!editor.active)
    editor.openPlugin(plugins.list.some((plugin) => plugin.name === firstPlugin) ? firstPlugin : plugins.current)
  for (const notice of playground.notices) status.toast('info', notice)
  saveByItself()
  const output = firstOutput()
  void output.then(startHistories)
  await playground.start(plugins.current, { output, editor: editorSettled() })
}

/** What hears of nothing before a plugin has run, and all that the kernel can tell is fetched. */
async function startHistories(): Promise<void> {
  const [{ useHealthStore }, { useReceiptsStore }, { useTracesStore }, { usePermissionAsksStore }] = await Promise.all([
    import('./health'),
    import('./receipts'),
    import('./traces'),
    import('./permission-asks'),
  ])
  useHealthStore()
  useReceiptsStore()
  useTracesStore()
  usePermissionAsksStore()
}

/** Resolves once the full editor is there, or will not come. */
function editorSettled(): Promise<void> {
  const editor = useEditorStore()
  return when(() => editor.phase === 'ready' || editor.phase === 'failed')
}

/** Auto-save: a plugin without errors is saved when its typing rests. */
function saveByItself(): void {
  const { liveCheck, workspace, hotplug } = usePlayground()
  const layout = useLayoutStore()
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()
  liveCheck.on(({ plugin, diagnostics }) => {
    clearTimeout(waiting.get(plugin))
    if (!layout.autoSave || diagnostics.some(({ severity }) => severity === 'error')) return
    const save = () => {
      if (workspace.dirtyPlugins().includes(plugin)) void hotplug.save(plugin)
    }
    waiting.set(plugin, setTimeout(save, autoSaveAfterMs))
  })
  watch(
    () => layout.autoSave,
    (on) => {
      if (on) for (const plugin of workspace.dirtyPlugins()) void liveCheck.check(plugin)
    },
  )
}
