import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Command } from './command'
import { useEditorStore } from './editor'
import { useFileCommands } from './file-commands'
import { useLateCommandsStore } from './late-commands'
import { usePluginCommands } from './plugin-commands'
import { usePluginsStore } from './plugins'
import { useStatusStore } from './status'
import { useViewCommands } from './view-commands'

/** The one list that drives the keys, the palette and the menus. */
export const useCommandsStore = defineStore('commands', () => {
  const plugins = usePluginsStore()
  const editor = useEditorStore()
  const status = useStatusStore()
  const late = useLateCommandsStore()

  const fixed: readonly Command[] = [...usePluginCommands(), ...useViewCommands(), ...useFileCommands()]

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
    if (command) void status.attempt(command.title, command.run)
  }

  return { fixed, all, run }
})
