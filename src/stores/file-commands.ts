import type { Command } from './command'
import { useDialogsStore } from './dialogs'
import { useEditorStore } from './editor'
import { usePluginsStore } from './plugins'

/** What makes, renames, deletes and carries files and plugins. */
export function useFileCommands(): readonly Command[] {
  const plugins = usePluginsStore()
  const editor = useEditorStore()
  const dialogs = useDialogsStore()

  return [
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
      run: () => dialogs.exportZip(),
    },
    { id: 'import', title: 'Import a zip …', group: 'File', keys: null, run: () => dialogs.open({ kind: 'import' }) },
  ]
}
