import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'
import { manifestFile } from '../kernel/manifest-file'
import { moveKept, onFolderMove } from '../workspace/folder-moves'
import { WorkspaceError } from '../workspace/workspace-error'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'
import { useStatusStore } from './status'

/** An input with a name, as JSON text: what the person typed, valid or not. */
export interface NamedInput {
  name: string
  text: string
}

interface PluginInputs {
  selected: string
  named: NamedInput[]
}

export type ParsedInput =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

/** The named inputs of each plugin, kept with the workspace. */
export const useInputsStore = defineStore('inputs', () => {
  const { workspace } = usePlayground()
  const plugins = usePluginsStore()
  const status = useStatusStore()
  const byPlugin = reactive(new Map<string, PluginInputs>())
  const tooLarge = new Set<string>()

  /** Counts the files that came in: a manifest among them brings the first inputs of its plugin. */
  const arrivals = ref(0)

  onFolderMove(workspace, (from, to) => {
    moveKept(byPlugin, from, to)
    tooLarge.delete(from)
  })

  workspace.on((change) => {
    if (change.type === 'reloaded') {
      // What was too large to be kept is here alone.
      for (const plugin of [...byPlugin.keys()]) if (!tooLarge.has(plugin)) byPlugin.delete(plugin)
    } else if (change.type === 'renamed' || (change.type === 'written' && change.created)) arrivals.value++
  })

  /** Asked anew when a file comes in. */
  function hasManifest(plugin: string): boolean {
    return arrivals.value >= 0 && workspace.has(manifestOf(plugin))
  }

  const named = computed<readonly NamedInput[]>(() => of(plugins.current).named)
  const selected = computed(() => of(plugins.current).selected)
  const text = computed(() => textOf(plugins.current))
  /** What is wrong with the text on screen, or `null`. */
  const problem = computed(() => {
    const parsed = parseInput(text.value)
    return parsed.ok ? null : parsed.message
  })

  function of(plugin: string): PluginInputs {
    const known = byPlugin.get(plugin)
    if (known) return known
    if (!plugin) return { selected: '', named: [] }
    const stored = workspace.settingsOf(plugin).get('inputs')
    const inputs = reactive(isPluginInputs(stored) ? stored : fromExamples(plugin))
    // A plugin that is being imported has its manifest in a moment, and is asked again.
    if (isPluginInputs(stored) || hasManifest(plugin)) byPlugin.set(plugin, inputs)
    return inputs
  }

  /** The named examples of plugin.json; an empty text where it has none or cannot be read. */
  function fromExamples(plugin: string): PluginInputs {
    const named: NamedInput[] = []
    try {
      const manifest: unknown = JSON.parse(workspace.read(manifestOf(plugin)))
      if (typeof manifest === 'object' && manifest !== null && 'examples' in manifest) {
        for (const [name, value] of Object.entries(manifest.examples ?? {}))
          named.push({ name, text: JSON.stringify(value, null, 2) })
      }
    } catch {
      // An unreadable manifest is told by the save; the input box just starts empty.
    }
    const [first = { name: 'default', text: 'null' }, ...others] = named
    return { selected: first.name, named: [first, ...others] }
  }

  function textOf(plugin: string): string {
    const inputs = of(plugin)
    return inputs.named.find((input) => input.name === inputs.selected)?.text ?? 'null'
  }

  /** The inputs that a change goes into. */
  function own(plugin: string): PluginInputs {
    const inputs = of(plugin)
    if (plugin) byPlugin.set(plugin, inputs)
    return inputs
  }

  function keep(plugin: string): void {
    const { selected, named } = own(plugin)
    try {
      workspace.settingsOf(plugin).set('inputs', { selected, named: named.map((input) => ({ ...input })) })
      tooLarge.delete(plugin)
    } catch (error) {
      if (!(error instanceof WorkspaceError && error.code === 'TOO_LARGE')) throw error
      if (tooLarge.has(plugin)) return
      tooLarge.add(plugin)
      const text = `The inputs of ${plugin} are over 256 KB together. They work here, but a reload loses what you add.`
      status.toast('info', text)
    }
  }

  function select(name: string): void {
    own(plugins.current).selected = name
    keep(plugins.current)
  }

  function setText(text: string): void {
    const inputs = own(plugins.current)
    const input = inputs.named.find((other) => other.name === inputs.selected)
    if (!input) return
    input.text = text
    keep(plugins.current)
  }

  /** Adds a copy of the input on screen under a new name and selects it. */
  function add(name = freeName(named.value)): void {
    const inputs = own(plugins.current)
    if (inputs.named.some((input) => input.name === name)) return select(name)
    inputs.named.push({ name, text: text.value })
    select(name)
  }

  function rename(from: string, to: string): void {
    const inputs = own(plugins.current)
    const input = inputs.named.find((other) => other.name === from)
    if (!input || !to || inputs.named.some((other) => other.name === to)) return
    input.name = to
    if (inputs.selected === from) inputs.selected = to
    keep(plugins.current)
  }

  /** Removes an input; the last one stays. */
  function remove(name: string): void {
    const inputs = own(plugins.current)
    if (inputs.named.length < 2) return
    inputs.named = inputs.named.filter((input) => input.name !== name)
    if (inputs.selected === name) inputs.selected = inputs.named[0]?.name ?? ''
    keep(plugins.current)
  }

  return { named, selected, text, problem, textOf, select, setText, add, rename, remove }
})

const manifestOf = (plugin: string): string => `${plugin}/${manifestFile}`

/** Reads the Input box. An empty box is no input: `undefined`. */
export function parseInput(text: string): ParsedInput {
  if (text.trim() === '') return { ok: true, value: undefined }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, message: `The input is not JSON: ${reason}. A text needs double quotes: "Ada".` }
  }
}

function freeName(taken: readonly NamedInput[]): string {
  for (let n = taken.length + 1; ; n++) {
    const name = `input ${n}`
    if (!taken.some((input) => input.name === name)) return name
  }
}

function isPluginInputs(value: unknown): value is PluginInputs {
  if (typeof value !== 'object' || value === null) return false
  const { selected, named } = value as { selected?: unknown; named?: unknown }
  return (
    typeof selected === 'string' &&
    Array.isArray(named) &&
    named.length > 0 &&
    named.every((input: unknown) => {
      const { name, text } = (input ?? {}) as { name?: unknown; text?: unknown }
      return typeof name === 'string' && typeof text === 'string'
    })
  )
}
