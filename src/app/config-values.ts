import { isPlainObject, type Config } from '../kernel/config'
import type { ConfigValues } from '../kernel/ports'
import type { Json } from '../workspace/settings'
import type { Workspace } from '../workspace/workspace'

const key = 'config'

/** A person's own config values, kept among the settings of each plugin. */
export function createConfigValues(workspace: Pick<Workspace, 'settingsOf'>): ConfigValues {
  return {
    get(plugin) {
      const values = workspace.settingsOf(plugin).get(key)
      return isPlainObject(values) ? values : {}
    },
    set(plugin, values) {
      const settings = workspace.settingsOf(plugin)
      if (Object.keys(values).length === 0) settings.remove(key)
      else settings.set(key, toJson(values))
    },
  }
}

/** The kernel takes no value that JSON cannot carry. */
function toJson(values: Config): Json {
  return values as Json
}
