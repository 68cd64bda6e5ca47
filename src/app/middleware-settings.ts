import { isPlainObject, type Config } from '../kernel/config'
import type { MiddlewareSetting, MiddlewareSettings, MiddlewareSettingsChange } from '../kernel/ports'
import { onFolderMove } from '../workspace/folder-moves'
import type { Json, Settings } from '../workspace/settings'
import type { Workspace } from '../workspace/workspace'

const key = 'middleware'

/** What a person put around the calls, kept among the settings of each plugin, or of the workspace for all. */
export function createMiddlewareSettings(
  workspace: Pick<Workspace, 'settings' | 'settingsOf' | 'plugins' | 'on'>,
): MiddlewareSettings {
  const settingsOf = (target: string): Settings => (target === '*' ? workspace.settings : workspace.settingsOf(target))
  const untold: MiddlewareSettingsChange[] = []
  let tell = (change: MiddlewareSettingsChange): void => void untold.push(change)
  onFolderMove(workspace, (from, to) => tell({ type: 'moved', from, to }))
  workspace.on(({ type }) => {
    if (type === 'reloaded') tell({ type: 'reread' })
  })
  return {
    get(target) {
      const kept = settingsOf(target).get(key)
      return isPlainObject(kept) ? read(kept) : null
    },
    set: (target, { names, options }) =>
      settingsOf(target).set(key, { ...(names && { names }), ...(options && { options: toJson(options) }) }),
    targets: () => ['*', ...workspace.plugins()],
    onChange(listener) {
      tell = listener
      for (const change of untold) tell(change)
    },
  }
}

function read({ names, options }: Config): MiddlewareSetting {
  return {
    ...(Array.isArray(names) && { names: names.filter((name) => typeof name === 'string') }),
    ...(isPlainObject(options) && { options: onlyObjects(options) }),
  }
}

function onlyObjects(options: Config): Readonly<Record<string, Config>> {
  const entries = Object.entries(options).filter((entry): entry is [string, Config] => isPlainObject(entry[1]))
  return Object.fromEntries(entries)
}

/** The kernel takes no option that JSON cannot carry. */
function toJson(options: Readonly<Record<string, Config>>): Json {
  return options as Json
}
