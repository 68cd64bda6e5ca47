import { defineStore } from 'pinia'
import { reactive } from 'vue'
import type { ConfigLanguage } from './layout'
import { moveKept, onFolderMove } from '../workspace/folder-moves'
import { usePlayground } from './playground'

/** What a person has typed of a config and not applied yet. */
export interface ConfigDraft {
  readonly text: string
  readonly language: ConfigLanguage
}

/** The drafts of all plugins, kept as long as the page is: another tab or plugin on screen loses none. */
export const useConfigDrafts = defineStore('config-drafts', () => {
  const { workspace } = usePlayground()
  const drafts = reactive(new Map<string, ConfigDraft>())

  onFolderMove(workspace, (from, to) => moveKept(drafts, from, to))

  return {
    of: (plugin: string): ConfigDraft | null => drafts.get(plugin) ?? null,
    keep: (plugin: string, draft: ConfigDraft): void => void drafts.set(plugin, draft),
    drop: (plugin: string): void => void drafts.delete(plugin),
  }
})
