import { shallowReactive } from 'vue'
import { moveKept, onFolderMove } from '../workspace/folder-moves'
import type { Workspace } from '../workspace/workspace'

/** What happened to each plugin, newest first. It goes along with the plugin's folder. */
export interface History<Entry> {
  /** Takes in nothing of a plugin that is gone: it is told of for as long as it ends. */
  add(plugin: string, entry: Entry): void
  of(plugin: string): readonly Entry[]
}

/** Keeps the newest `limit` entries of each plugin. */
export function createHistory<Entry>(workspace: Pick<Workspace, 'plugins' | 'on'>, limit: number): History<Entry> {
  const entries = shallowReactive(new Map<string, readonly Entry[]>())
  const of = (plugin: string): readonly Entry[] => entries.get(plugin) ?? []
  onFolderMove(workspace, (from, to) => moveKept(entries, from, to))
  return {
    of,
    add(plugin, entry) {
      if (entries.has(plugin) || workspace.plugins().includes(plugin))
        entries.set(plugin, [entry, ...of(plugin).slice(0, limit - 1)])
    },
  }
}
