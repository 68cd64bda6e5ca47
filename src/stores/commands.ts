import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Command } from './command'
import { useEditorStore } from './editor'
import { useLayoutStore } from './layout'
import { usePluginsStore } from './plugins'
import { useRunStore } from './run'
import { useStatusStore } from './status'
import { useDialogsStore } from './dialogs'
import { useConsoleStore } from './console'
import { usePlayground } from './playground'
import { usePipelinePageStore } from './pipeline-page'
import { useLateCommandsStore } from './late-commands'
import { pluginPageTabs, usePluginPageStore } from './plugin-page'

/** The one list that drives the keys, the palette and the menus. */
export const useCommandsStore = defineStore('commands', () => {
  const { hotplug, folders, workspace } = usePlayground()
  const plugins = usePluginsStore()
  const editor = useEditorStore()
  const layout = useLayoutStore()
  const runs = useRunStore()
  const status = useStatusStore()
  const dialogs = useDialogsStore()
  const console = useConsoleStore()
  const page = usePluginPageStore()
  const pipeline = usePipelinePageStore()
  const late = useLateCommandsStore()

  const fixed: readonly Command[] = [
    { id: 'save', title: 'Save', group: 'Plugin', keys: 'Mod+S', run: save },
    {
      id: 'run',
      title: 'Run',
      group: 'Plugin',
      keys: 'Mod+Enter',
      run: () => onPipeline((run) => run.run()) || void runs.run(),
    },
    {
      id: 'save-without-state',
      title: 'Save without the state',
      group: 'Plugin',
      keys: null,
      run: () => void hotplug.save(plugins.current, { withoutState: true }),
    },
    {
      id: 'switch-traffic',
      title: 'Switch traffic',
      group: 'Plugin',
      keys: null,
      run: () => void import('./traffic').then(({ useTrafficStore }) => useTrafficStore().toggle()),
    },
    {
      id: 'cancel',
      title: 'Cancel the run',
      group: 'Plugin',
      keys: null,
      run: () => onPipeline((run) => run.cancel()) || runs.cancel(),
    },
    {
      id: 'save-all',
      title: 'Save all',
      group: 'Plugin',
      keys: 'Mod+Alt+S',
      run: () => workspace.dirtyPlugins().forEach((plugin) => void hotplug.save(plugin)),
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
      run: () => void hotplug.unload(plugins.current),
    },
    {
      id: 'palette',
      title: 'Search commands, plugins, files',
      group: 'Go to',
      keys: 'Mod+K',
      run: () => (layout.paletteOpen = !layout.paletteOpen),
    },
    {
      id: 'focus-explorer',
      title: 'Go to Explorer',
      group: 'Go to',
      keys: 'Alt+1',
      run: () => layout.focus('explorer'),
    },
    { id: 'focus-editor', title: 'Go to Editor', group: 'Go to', keys: 'Alt+2', run: goToEditor },
    {
      id: 'focus-generations',
      title: 'Go to Generations',
      group: 'Go to',
      keys: 'Alt+3',
      run: () => layout.focus('generations'),
    },
    { id: 'focus-input', title: 'Go to Input', group: 'Go to', keys: 'Alt+4', run: () => layout.focus('input') },
    { id: 'problems', title: 'Show Problems', group: 'View', keys: 'Alt+5', run: () => layout.showDrawer('problems') },
    { id: 'console', title: 'Show Console', group: 'View', keys: 'Alt+6', run: () => layout.showDrawer('console') },
    { id: 'timeline', title: 'Show Timeline', group: 'View', keys: 'Alt+7', run: () => layout.showDrawer('timeline') },
    { id: 'metrics', title: 'Show Metrics', group: 'View', keys: 'Alt+8', run: () => layout.showDrawer('metrics') },
    { id: 'traffic', title: 'Show Traffic', group: 'View', keys: 'Alt+9', run: () => layout.showDrawer('traffic') },
    {
      id: 'plugin-page',
      title: 'Plugin page',
      group: 'View',
      keys: 'Alt+0',
      run: () => (page.isOpen ? goToEditor() : page.open()),
    },
    ...pluginPageTabs.map((tab) => ({
      ...{ id: `plugin-page-${tab}`, title: `Plugin page: ${tab}`, group: 'View' as const, keys: null },
      run: () => page.open(tab),
    })),
    {
      id: 'drawer',
      title: 'Open or close the drawer',
      group: 'View',
      keys: 'Mod+J',
      run: () => (layout.drawerOpen = !layout.drawerOpen),
    },
    {
      id: 'explorer',
      title: 'Open or close the Explorer',
      group: 'View',
      keys: 'Mod+B',
      run: () => layout.toggleExplorer(),
    },
    { id: 'theme', title: 'Switch between light and dark', group: 'View', keys: null, run: () => layout.toggleTheme() },
    {
      id: 'theme-system',
      title: 'Follow the system’s theme',
      group: 'View',
      keys: null,
      run: () => (layout.theme = 'system'),
    },
    { id: 'clear-console', title: 'Clear the console', group: 'View', keys: null, run: () => console.clear() },
    {
      id: 'new-plugin',
      title: 'New plugin …',
      group: 'File',
      keys: null,
      run: () => dialogs.open({ kind: 'new-plugin' }),
    },
    {
      id: 'new-pipeline',
      title: 'New pipeline …',
      group: 'File',
      keys: null,
      run: () => dialogs.open({ kind: 'new-pipeline' }),
    },
    {
      id: 'new-file',
      title: 'New file …',
      group: 'File',
      keys: null,
      run: () => dialogs.open({ kind: 'new-file', plugin: plugins.current }),
    },
    {
      id: 'rename-plugin',
      title: 'Rename the plugin …',
      group: 'File',
      keys: null,
      run: () => dialogs.open({ kind: 'rename-plugin', plugin: plugins.current }),
    },
    {
      id: 'delete-plugin',
      title: 'Delete the plugin …',
      group: 'File',
      keys: null,
      run: () => dialogs.open({ kind: 'delete-plugin', plugin: plugins.current }),
    },
    {
      id: 'rename-file',
      title: 'Rename the file …',
      group: 'File',
      keys: null,
      run: () => dialogs.open({ kind: 'rename-file', path: editor.active }),
    },
    {
      id: 'delete-file',
      title: 'Delete the file …',
      group: 'File',
      keys: null,
      run: () => dialogs.open({ kind: 'delete-file', path: editor.active }),
    },
    { id: 'close-tab', title: 'Close the tab', group: 'File', keys: 'Alt+W', run: () => editor.close(editor.active) },
    { id: 'examples', title: 'Examples …', group: 'File', keys: null, run: () => dialogs.open({ kind: 'examples' }) },
    {
      id: 'share',
      title: 'Share …',
      group: 'File',
      keys: null,
      run: () => dialogs.open({ kind: 'share', plugin: plugins.current }),
    },
    {
      id: 'export',
      title: 'Export all plugins and pipelines as a zip',
      group: 'File',
      keys: null,
      run: () => void dialogs.exportZip(),
    },
    { id: 'import', title: 'Import a zip …', group: 'File', keys: null, run: () => dialogs.open({ kind: 'import' }) },
    {
      id: 'keys',
      title: 'Keyboard shortcuts',
      group: 'View',
      keys: 'Mod+/',
      run: () => dialogs.open({ kind: 'keys' }),
    },
  ]

  /** A pipeline has no save: the person who asks for one means what is on screen, and not the plugin behind it. */
  function save(): void {
    if (pipeline.name === null) void runs.save()
    else status.toast('info', 'The pipeline is kept as you change it')
  }

  function goToEditor(): void {
    page.close()
    pipeline.close()
    layout.focus('editor')
  }

  type PipelineRuns = ReturnType<typeof import('./pipeline-run').usePipelineRun>

  /** Whether a pipeline is on screen, which is then what runs. */
  function onPipeline(act: (runs: PipelineRuns) => unknown): boolean {
    if (pipeline.name === null) return false
    void import('./pipeline-run').then(({ usePipelineRun }) => act(usePipelineRun()))
    return true
  }

  /** The fixed commands, then a way to every plugin and file. */
  const all = computed<readonly Command[]>(() => [
    ...fixed,
    ...late.list,
    ...plugins.list.flatMap((plugin) =>
      plugin.files.map((file) => ({
        id: `open:${plugin.name}/${file}`,
        title: `${plugin.name}/${file}`,
        group: 'Go to' as const,
        keys: null,
        run: () => editor.open(`${plugin.name}/${file}`),
      })),
    ),
  ])

  function run(id: string): void {
    const command = all.value.find((other) => other.id === id)
    try {
      command?.run()
    } catch (error) {
      status.toast(
        'bad',
        `${command?.title ?? id} did not work`,
        error instanceof Error ? error.message : String(error),
      )
    }
  }

  return { fixed, all, run, folders }
})
