import { manifestFile } from '../kernel/manifest-file'
import type { PluginSource } from '../kernel/ports'
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
    const { decodeShareLink } = await import('../workspace/share-link')
    const decoded = await decodeShareLink(fragment)
    // The link has done its work: a reload must not bring the plugin again.
    page.history.replaceState(null, '', page.location.pathname + page.location.search)
    if (!decoded.ok) return tell(null, decoded.error.message)
    const name = await keep(decoded.value.source)
    const { input } = decoded.value
    if (input !== null && workspace.settingsOf(name).get('inputs') === undefined)
      workspace.settingsOf(name).set('inputs', { selected: 'shared', named: [{ name: 'shared', text: input }] })
    tell({ name, inputText: input })
  }

  /** Writes the files under a name that nothing of the person's own has. */
  async function keep(source: PluginSource): Promise<string> {
    const { withName } = await import('./manifest-name')
    const name = freeName(source.name, workspace.plugins())
    for (const [file, text] of Object.entries(source.files)) {
      const isManifest = file === manifestFile && name !== source.name
      workspace.write(`${name}/${file}`, isManifest ? withName(text, name) : text)
    }
    return name
  }

  page.addEventListener('hashchange', () => void readAddress())
  workspace.on((change) => {
    if (change.type === 'plugin-removed' && change.plugin === waiting?.name) tell(null)
    else if (change.type === 'plugin-renamed' && change.from === waiting?.name) tell({ ...waiting, name: change.to })
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
