import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { effectiveConfig, type Config } from '../../kernel/config'
import type { PluginError } from '../../kernel/errors'
import { manifestFile } from '../../kernel/manifest-file'
import type { Manifest } from '../../kernel/manifest-schema'
import { readManifest } from '../../kernel/read-manifest'
import { coalesce, whenTypingRests } from '../../stores/coalesce'
import { useConfigDrafts } from '../../stores/config-drafts'
import { useKernelView } from '../../stores/kernel-view'
import { useLayoutStore, type ConfigLanguage } from '../../stores/layout'
import { usePlayground } from '../../stores/playground'
import { useStatusStore } from '../../stores/status'
import { printConfig, readConfigText, type TextFault } from './config-text'

/** How the newest attempt ended. */
export type ConfigOutcome =
  | { readonly kind: 'applied'; readonly sentence: string }
  | { readonly kind: 'unreadable'; readonly sentence: string }
  | { readonly kind: 'refused'; readonly error: PluginError }

export interface ConfigView {
  /** The saved manifest; `null` where there is none that can be read. */
  readonly manifest: Readonly<ShallowRef<Manifest | null>>
  /** The values in force, defaults and all; `null` where the plugin was never loaded. */
  readonly effective: Readonly<ShallowRef<unknown>>
  /** What the draft would put in force; `null` where there is none, or it cannot be read. */
  readonly next: ComputedRef<Config | null>
  readonly language: ComputedRef<ConfigLanguage>
  /** What the editor shows: the draft, or the values in force. */
  readonly text: ComputedRef<string>
  readonly isDraft: ComputedRef<boolean>
  /** What is wrong with the text; in YAML, for the editor to mark. */
  readonly faults: Readonly<ShallowRef<readonly TextFault[]>>
  readonly outcome: Readonly<ShallowRef<ConfigOutcome | null>>
  readonly isReady: Readonly<Ref<boolean>>
  edit(text: string): void
  write(language: ConfigLanguage): void
  apply(): Promise<void>
  reset(): Promise<void>
}

const rereadOn: ReadonlySet<string> = new Set(['changed', 'swap-committed', 'restarted', 'unloaded'])

/** A person's own values of a plugin: what is in force, what is being typed, and the way from the one to the other. */
export function useConfig(plugin: () => string): ConfigView {
  const { hotplug, kernel, workspace, schemas } = usePlayground()
  const drafts = useConfigDrafts()
  const layout = useLayoutStore()
  const status = useStatusStore()

  const manifest = shallowRef<Manifest | null>(null)
  const values = shallowRef<Config>({})
  const effective = shallowRef<unknown>(null)
  const faults = shallowRef<readonly TextFault[]>([])
  const outcome = shallowRef<ConfigOutcome | null>(null)
  const isReady = ref(false)
  let isBusy = false
  let newestCheck = 0

  const draft = computed(() => drafts.of(plugin()))
  const language = computed(() => draft.value?.language ?? layout.configLanguage)
  const text = computed(() => draft.value?.text ?? printConfig(values.value, language.value))
  const isDraft = computed(() => draft.value !== null)
  const next = computed(() => {
    const found = draft.value && readConfigText(draft.value.text, draft.value.language)
    return found?.ok ? effectiveConfig({ config: manifest.value?.config ?? {} }, found.values) : null
  })

  async function read(): Promise<void> {
    const name = plugin()
    values.value = kernel.configValues(name)
    try {
      effective.value = hotplug.config(name)
    } catch {
      // It was never loaded: there is nothing in force.
      effective.value = null
    }
    const saved = await readManifest(workspace.savedSource(name)?.files[manifestFile] ?? '', name)
    if (name !== plugin()) return
    manifest.value = saved.ok ? saved.value : null
    isReady.value = true
    await check()
  }

  /** The schema is of the whole config, so the defaults lie below what was typed. */
  async function check(): Promise<void> {
    const number = ++newestCheck
    const found = readConfigText(text.value, language.value)
    if (!found.ok) {
      faults.value = found.faults
      return
    }
    const schema = manifest.value?.configSchema
    const whole = effectiveConfig({ config: manifest.value?.config ?? {} }, found.values)
    const problems = schema === undefined ? [] : await schemas.check(schema, whole)
    if (number === newestCheck) faults.value = found.place(problems)
  }

  function edit(typed: string): void {
    outcome.value = null
    if (typed === printConfig(values.value, language.value)) drafts.drop(plugin())
    else drafts.keep(plugin(), { text: typed, language: language.value })
  }

  function write(other: ConfigLanguage): void {
    if (other === language.value) return
    if (draft.value) {
      const found = readConfigText(draft.value.text, draft.value.language)
      if (!found.ok) {
        outcome.value = { kind: 'unreadable', sentence: `Mend the text first: ${found.faults[0]?.message ?? ''}` }
        return
      }
      drafts.keep(plugin(), { text: printConfig(found.values, other), language: other })
    }
    layout.configLanguage = other
  }

  async function put(own: Config): Promise<void> {
    if (isBusy) return
    const name = plugin()
    isBusy = true
    const report = await hotplug.setConfig(name, own)
    isBusy = false
    if (report.ok) {
      drafts.drop(name)
      status.announcement = `The config of ${name} is in force since generation ${report.generation}`
    }
    if (name !== plugin()) return
    outcome.value = report.ok
      ? { kind: 'applied', sentence: `In force since generation ${report.generation}.` }
      : { kind: 'refused', error: report.error }
    await read()
  }

  async function apply(): Promise<void> {
    const found = readConfigText(text.value, language.value)
    if (found.ok) return put(found.values)
    const reason = found.faults[0]?.message ?? ''
    outcome.value = {
      kind: 'unreadable',
      sentence: `This cannot be read as ${language.value.toUpperCase()}: ${reason}`,
    }
  }

  const checkSoon = coalesce(() => void check(), whenTypingRests)
  watch([text, language], () => isReady.value && checkSoon())
  watch(plugin, () => {
    outcome.value = null
    faults.value = []
    isReady.value = false
  })
  useKernelView({ read: () => void read(), heard: ({ type }) => rereadOn.has(type), watched: [plugin] })

  return {
    ...{ manifest, effective, next, language, text, isDraft, faults, outcome, isReady },
    ...{ edit, write, apply, reset: () => put({}) },
  }
}
