import type { Command } from './command'
import { useLayoutStore } from './layout'
import { usePipelinePageStore } from './pipeline-page'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'
import { useRunStore } from './run'
import { useStatusStore } from './status'

type PipelineRuns = ReturnType<typeof import('./pipeline-run').usePipelineRun>

/** What is done with the plugin on screen, or with the pipeline that lies over it. */
export function usePluginCommands(): readonly Command[] {
  const { hotplug, workspace } = usePlayground()
  const plugins = usePluginsStore()
  const layout = useLayoutStore()
  const runs = useRunStore()
  const status = useStatusStore()
  const pipeline = usePipelinePageStore()

  /** A pipeline has no save: the person who asks for one means what is on screen, and not the plugin behind it. */
  function save(): unknown {
    if (pipeline.name === null) return runs.save()
    return status.toast('info', 'The pipeline is kept as you change it')
  }

  /** The pipeline is what runs where one is on screen; `null` where none is. */
  function onPipeline(act: (runs: PipelineRuns) => unknown): Promise<unknown> | null {
    if (pipeline.name === null) return null
    return import('./pipeline-run').then(({ usePipelineRun }) => act(usePipelineRun()))
  }

  return [
    { id: 'save', title: 'Save', group: 'Plugin', keys: 'Mod+S', run: save },
    {
      id: 'run',
      title: 'Run',
      group: 'Plugin',
      keys: 'Mod+Enter',
      run: () => onPipeline((run) => run.run()) ?? runs.run(),
    },
    {
      id: 'save-without-state',
      title: 'Save without the state',
      group: 'Plugin',
      keys: null,
      run: () => hotplug.save(plugins.current, { withoutState: true }),
    },
    {
      id: 'switch-traffic',
      title: 'Switch traffic',
      group: 'Plugin',
      keys: null,
      run: () => import('./traffic').then(({ useTrafficStore }) => useTrafficStore().toggle()),
    },
    {
      id: 'cancel',
      title: 'Cancel the run',
      group: 'Plugin',
      keys: null,
      run: () => onPipeline((run) => run.cancel()) ?? runs.cancel(),
    },
    {
      id: 'save-all',
      title: 'Save all',
      group: 'Plugin',
      keys: 'Mod+Alt+S',
      run: () => Promise.all(workspace.dirtyPlugins().map((plugin) => hotplug.save(plugin))),
    },
    {
      id: 'auto-save',
      title: 'Switch auto-save',
      group: 'Plugin',
      keys: null,
      run: () => (layout.autoSave = !layout.autoSave),
    },
    {
      id: 'unload',
      title: 'Unload the plugin',
      group: 'Plugin',
      keys: null,
      run: () => hotplug.unload(plugins.current),
    },
  ]
}
