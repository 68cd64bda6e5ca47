import { WorkspaceError } from './workspace-error'

const maxKeyLength = 200
const maxJsonLength = 256 * 1024

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Small values kept beside the files: a layout, a theme, named inputs. */
export interface Settings {
  /** A copy of what was set, to be checked by whoever reads it; `undefined` where nothing was. */
  get(key: string): Json | undefined
  /** Keeps a JSON value. @throws WorkspaceError `BAD_VALUE` or `TOO_LARGE` (256 KB of JSON) */
  set(key: string, value: Json): void
  remove(key: string): void
  /** What is set, in no order. */
  keys(): string[]
}

/** All settings as JSON text, by key: `global/<key>` or `plugin/<plugin>/<key>`. */
export interface SettingsStore {
  /** The settings of a plugin, or with `null` those of the workspace. */
  of(plugin: string | null): Settings
  renamePlugin(from: string, to: string): void
  removePlugin(plugin: string): void
  json(key: string): string | null
  keys(): string[]
  /** Puts a value in place as it was stored; `null` takes it away. */
  restore(key: string, json: string | null): void
}

export function createSettingsStore(onTouch: (key: string) => void): SettingsStore {
  const values = new Map<string, string>()
  const prefixOf = (plugin: string | null): string => (plugin === null ? 'global/' : `plugin/${plugin}/`)
  const keysOf = (plugin: string | null): string[] =>
    [...values.keys()].filter((key) => key.startsWith(prefixOf(plugin)))

  function change(key: string, json: string | null): void {
    if ((values.get(key) ?? null) === json) return
    if (json === null) values.delete(key)
    else values.set(key, json)
    onTouch(key)
  }

  return {
    of: (plugin) => ({
      get(key) {
        const json = values.get(prefixOf(plugin) + key)
        return json === undefined ? undefined : (JSON.parse(json) as Json)
      },
      set: (key, value) => change(prefixOf(plugin) + checkKey(key), toJson(key, value)),
      remove: (key) => change(prefixOf(plugin) + key, null),
      keys: () => keysOf(plugin).map((key) => key.slice(prefixOf(plugin).length)),
    }),
    renamePlugin(from, to) {
      for (const key of keysOf(from)) {
        change(prefixOf(to) + key.slice(prefixOf(from).length), values.get(key) ?? null)
        change(key, null)
      }
    },
    removePlugin(plugin) {
      for (const key of keysOf(plugin)) change(key, null)
    },
    json: (key) => values.get(key) ?? null,
    keys: () => [...values.keys()],
    restore(key, json) {
      if (json === null) values.delete(key)
      else values.set(key, json)
    },
  }
}

function checkKey(key: string): string {
  if (key === '' || key.length > maxKeyLength)
    throw new WorkspaceError('BAD_VALUE', `A setting's name has 1 to ${maxKeyLength} characters.`)
  return key
}

function toJson(key: string, value: Json): string {
  let json: string | undefined
  try {
    json = JSON.stringify(value)
  } catch {
    json = undefined
  }
  if (json === undefined)
    throw new WorkspaceError('BAD_VALUE', `The setting "${key}" needs a value that JSON can carry.`)
  if (json.length > maxJsonLength)
    throw new WorkspaceError('TOO_LARGE', `The setting "${key}" is over 256 KB. Keep large data in a file instead.`)
  return json
}
