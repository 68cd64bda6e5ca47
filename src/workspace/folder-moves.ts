import type { Workspace } from './workspace'

/** A plugin's folder has another name from now on; `to` is `null` where it is gone. */
export type OnFolderMove = (from: string, to: string | null) => void

/** Listens to renames and deletions of plugins' folders. Returns the disposer. */
export function onFolderMove(workspace: Pick<Workspace, 'on'>, listener: OnFolderMove): () => void {
  return workspace.on((change) => {
    if (change.type === 'plugin-removed') listener(change.plugin, null)
    else if (change.type === 'plugin-renamed') listener(change.from, change.to)
  })
}

/** What is kept by plugin goes along with the folder: no plugin gets what was of another that had its name. */
export function moveKept<Kept>(kept: Map<string, Kept>, from: string, to: string | null): void {
  const moved = kept.get(from)
  kept.delete(from)
  if (to !== null && moved !== undefined) kept.set(to, moved)
}
