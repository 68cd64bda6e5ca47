import { shallowReactive } from 'vue'

/** What happened to each plugin, newest first. */
export interface History<Entry> {
  add(plugin: string, entry: Entry): void
  of(plugin: string): readonly Entry[]
}

/** Keeps the newest `limit` entries of each plugin. */
export function createHistory<Entry>(limit: number): History<Entry> {
  const entries = shallowReactive(new Map<string, readonly Entry[]>())
  const of = (plugin: string): readonly Entry[] => entries.get(plugin) ?? []
  return {
    of,
    add(plugin, entry) {
      entries.set(plugin, [entry, ...of(plugin).slice(0, limit - 1)])
    },
  }
}
