import { onFolderMove } from '../workspace/folder-moves'
import type { Workspace } from '../workspace/workspace'
import { freeName } from './create-plugin-folders'
import type { SharedPlugins } from './plugin-folders'

export interface SharedPluginsOptions {
  readonly workspace: Workspace
  readonly save: (plugin: string) => Promise<unknown>
  /** The window. */
  readonly page: {
    readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>
    readonly history: Pick<History, 'replaceState'>
    addEventListener(type: 'hashchange', listener: () => void): void
  }
}

export interface ReadableSharedPlugins extends SharedPlugins {
  /** Takes the plugin out of the page's address, if there is one, and into the workspace. It does not run. */
  readAddress(): Promise<void>
}

export function createSharedPlugins({ workspace, save, page }: SharedPluginsOptions): ReadableSharedPlugins {
  const listeners = new Set<() => void>()
  let waiting: SharedPlugins['waiting'] = null
  let problem: string | null = null

  function tell(next: SharedPlugins['waiting'], nextProblem: string | null = null): void {
    waiting = next
    problem = nextProblem
    for (const listener of [...listeners]) listener()
  }

  async function readAddress(): Promise<void> {
    const fragment = page.location.hash
    if (!fragment.startsWith('#share=')) return
    const { takeShared } = await import('./take-shared')
    const taken = await takeShared(workspace, fragment, freeName)
    // The link has done its work: a reload must not bring the plugin again.
    page.history.replaceState(null, '', page.location.pathname + page.location.search)
    if (taken.ok) tell(taken.value)
    else tell(null, taken.error.message)
  }

  page.addEventListener('hashchange', () => void readAddress())
  onFolderMove(workspace, (from, to) => {
    if (from === waiting?.name) tell(to === null ? null : { ...waiting, name: to })
  })

  return {
    get waiting() {
      return waiting
    },
    get problem() {
      return problem
    },
    readAddress,
    async accept() {
      const accepted = waiting
      tell(null)
      if (accepted) await save(accepted.name)
    },
    dismiss: () => tell(null),
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
