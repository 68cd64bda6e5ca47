import type { Component } from 'vue'
import { useCommandsStore } from '../../stores/commands'
import { useDialogsStore } from '../../stores/dialogs'
import { useEditorStore } from '../../stores/editor'
import { usePlayground } from '../../stores/playground'
import { usePluginPageStore } from '../../stores/plugin-page'
import { usePluginsStore } from '../../stores/plugins'
import { useRunStore } from '../../stores/run'
import { useStatusStore } from '../../stores/status'
import type { TreeRow } from './plugin-rows'
import Copy from '~icons/lucide/copy'
import Download from '~icons/lucide/download'
import FilePlus from '~icons/lucide/file-plus-2'
import FolderOpen from '~icons/lucide/file-code-2'
import LibraryBig from '~icons/lucide/library-big'
import PanelTop from '~icons/lucide/panel-top'
import Pencil from '~icons/lucide/pencil'
import Plus from '~icons/lucide/plus'
import PowerOff from '~icons/lucide/power-off'
import Share from '~icons/lucide/share-2'
import Trash from '~icons/lucide/trash-2'
import Upload from '~icons/lucide/upload'
import Zap from '~icons/lucide/zap'

export interface MenuItem {
  readonly label: string
  readonly icon: Component
  readonly keys?: string
  /** Takes something away, which is shown in red. */
  readonly isRisky?: boolean
  readonly run: () => unknown
}

/** Items in groups; a line stands between them. */
export type MenuItems = readonly (readonly MenuItem[])[]

/** What can be done with a row of the tree, or with `null`, with the workspace as a whole. */
export function useRowMenu(): (row: TreeRow | null) => MenuItems {
  const { hotplug, folders } = usePlayground()
  const dialogs = useDialogsStore()
  const plugins = usePluginsStore()
  const editor = useEditorStore()
  const page = usePluginPageStore()
  const runs = useRunStore()
  const commands = useCommandsStore()
  const status = useStatusStore()

  function duplicate(name: string): void {
    void status.attempt('Duplicating', async () => {
      const copy = folders.freeName(name)
      await folders.duplicate(name, copy)
      plugins.select(copy)
    })
  }

  function showPage(plugin: string): void {
    editor.openPlugin(plugin)
    page.open()
  }

  const forWorkspace = (): MenuItems => [
    [
      { label: 'New plugin …', icon: Plus, run: () => commands.run('new-plugin') },
      { label: 'Examples …', icon: LibraryBig, run: () => commands.run('examples') },
    ],
    [
      { label: 'Import a zip …', icon: Upload, run: () => commands.run('import') },
      { label: 'Export all as a zip', icon: Download, run: () => commands.run('export') },
    ],
  ]

  const forPlugin = (plugin: string): MenuItems => [
    [
      { label: 'Save', icon: Zap, run: () => runs.save(plugin) },
      { label: 'Plugin page', icon: PanelTop, run: () => showPage(plugin) },
      { label: 'New file …', icon: FilePlus, run: () => dialogs.open({ kind: 'new-file', plugin }) },
    ],
    [
      { label: 'Rename …', icon: Pencil, keys: 'F2', run: () => dialogs.open({ kind: 'rename-plugin', plugin }) },
      { label: 'Duplicate', icon: Copy, run: () => duplicate(plugin) },
      { label: 'Share …', icon: Share, run: () => dialogs.open({ kind: 'share', plugin }) },
      { label: 'Export as a zip', icon: Download, run: () => dialogs.exportZip(plugin) },
    ],
    [
      { label: 'Unload', icon: PowerOff, run: () => hotplug.unload(plugin) },
      {
        label: 'Delete …',
        icon: Trash,
        keys: 'Delete',
        isRisky: true,
        run: () => dialogs.open({ kind: 'delete-plugin', plugin }),
      },
    ],
  ]

  const forFile = (path: string, plugin: string): MenuItems => [
    [
      { label: 'Open', icon: FolderOpen, keys: 'Enter', run: () => editor.open(path) },
      { label: 'New file …', icon: FilePlus, run: () => dialogs.open({ kind: 'new-file', plugin }) },
    ],
    [
      { label: 'Rename …', icon: Pencil, keys: 'F2', run: () => dialogs.open({ kind: 'rename-file', path }) },
      {
        label: 'Delete …',
        icon: Trash,
        keys: 'Delete',
        isRisky: true,
        run: () => dialogs.open({ kind: 'delete-file', path }),
      },
    ],
  ]

  return (row) => {
    if (!row) return forWorkspace()
    return row.kind === 'plugin' ? forPlugin(row.id) : forFile(row.id, row.plugin.name)
  }
}
