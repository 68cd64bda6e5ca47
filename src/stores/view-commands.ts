import type { Command } from './command'
import { useConsoleStore } from './console'
import { useDialogsStore } from './dialogs'
import { useLayoutStore } from './layout'
import { usePipelinePageStore } from './pipeline-page'
import { pluginPageTabs, usePluginPageStore } from './plugin-page'

/** What shows a part of the screen, or moves the focus to it. */
export function useViewCommands(): readonly Command[] {
  const layout = useLayoutStore()
  const dialogs = useDialogsStore()
  const log = useConsoleStore()
  const page = usePluginPageStore()
  const pipeline = usePipelinePageStore()

  function goToEditor(): void {
    page.close()
    pipeline.close()
    layout.focus('editor')
  }

  return [
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
    { id: 'clear-console', title: 'Clear the console', group: 'View', keys: null, run: () => log.clear() },
    {
      id: 'keys',
      title: 'Keyboard shortcuts',
      group: 'View',
      keys: 'Mod+/',
      run: () => dialogs.open({ kind: 'keys' }),
    },
  ]
}
