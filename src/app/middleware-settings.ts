import { isPlainObject, type Config } from '../kernel/config'
import type { MiddlewareSetting, MiddlewareSettings } from '../kernel/ports'
import type { Json, Settings } from '../workspace/settings'
import type { Workspace } from '../workspace/workspace'

const key = 'middleware'

/** What a person put around the calls, kept among the settings of each plugin, or of the workspace for all. */
export function createMiddlewareSettings(
  workspace: Pick<Workspace, 'settings' | 'settingsOf' | 'plugins' | 'on'>,
): MiddlewareSettings {
  const settingsOf = (target: string): Settings => (target === '*' ? workspace.settings : workspace.settingsOf(target))
  const untold: Parameters<typeof tell>[] = []
  let tell = (from: string, to: string | null): void => void untold.push([from, to])
  workspace.on((change) => {
    if (change.type === 'plugin-removed') tell(change.plugin, null)
    else if (change.type === 'plugin-renamed') tell(change.from, change.to)
  })
  return {
    get(target) {
      const kept = settingsOf(target).get(key)
      return isPlainObject(kept) ? read(kept) : null
    },
    set: (target, { names, options }) =>
      settingsOf(target).set(key, { ...(names && { names }), ...(options && { options: toJson(options) }) }),
    targets: () => ['*', ...workspace.plugins()],
    onMove(listener) {
      tell = listener
      for (const move of untold) tell(...move)
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
