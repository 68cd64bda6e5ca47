import { defineStore } from 'pinia'
import { computed, nextTick, shallowReactive, watch } from 'vue'
import { renamed, type Step } from '../kernel/pipeline/step'
import { WorkspaceError } from '../workspace/workspace-error'
import { itemFilesOf } from './pipeline-item-files'
import { useInputsStore } from './inputs'
import { readKept, removeKept, writeKept, type FirstInput, type KeptPipeline } from './pipeline-kept'
import { usePipelinePageStore } from './pipeline-page'
import { moved, readStep, type StepDraft, type StepTexts } from './pipeline-steps'
import { usePipelinesStore } from './pipelines'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'
import { useStatusStore } from './status'

/** A pipeline as it stands on its page. */
export interface PipelineDraft extends KeptPipeline {
  readonly steps: readonly StepDraft[]
}

/**
 * The pipelines as they are typed. All is kept at once: steps that are whole are saved, and beside them the texts, which
 * may be half typed.
 */
export const usePipelineDrafts = defineStore('pipeline-drafts', () => {
  const { workspace, hotplug } = usePlayground()
  const { settings } = workspace
  const page = usePipelinePageStore()
  const pipelines = usePipelinesStore()
  const plugins = usePluginsStore()
  const inputs = useInputsStore()
  const status = useStatusStore()
  const drafts = shallowReactive(new Map<string, PipelineDraft>())
  const tooLarge = new Set<string>()
  /** The commands were not there to hear of it. */
  const removedEarly = new Set<string>()
  let lastId = 0

  const current = computed(() => (page.name === null ? null : (drafts.get(page.name) ?? null)))

  function of(name: string): PipelineDraft {
    return drafts.get(name) ?? put(name, readKept(settings, name, pipelines.stepsOf(name), firstInputOf(name)))
  }

  /** A file that stands beside the plugins of its steps is most likely for it; else what its first plugin takes is. */
  function firstInputOf(name: string): FirstInput {
    const steps = (pipelines.stepsOf(name) ?? []).map(({ plugin }) => plugin)
    if (itemFilesOf(steps, plugins.list).length > 0) return { inputKind: 'file', value: '' }
    const value = steps[0] === undefined ? '' : inputs.textOf(steps[0])
    return { inputKind: value === '' ? 'list' : 'value', value }
  }

  function put(name: string, kept: KeptPipeline): PipelineDraft {
    const draft = { ...kept, steps: kept.steps.map((texts) => ({ ...texts, id: ++lastId })) }
    drafts.set(name, draft)
    return draft
  }

  function change(change: Partial<PipelineDraft>): void {
    const { name } = page
    if (name === null) return
    drafts.set(name, { ...of(name), ...change })
    keep(name)
    if (change.steps) void saveSteps(name)
  }

  function keep(name: string): void {
    try {
      writeKept(settings, name, of(name), pipelines.stepsOf(name))
      tooLarge.delete(name)
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error
      if (!tooLarge.has(name)) status.toast('info', `A reload loses the newest input of ${name}`, error.message)
      tooLarge.add(name)
    }
    pipelines.read()
  }

  /** Steps that are not accepted are not saved until they are; their texts are kept, and the page says what is wrong. */
  async function saveSteps(name: string): Promise<void> {
    const read = of(name).steps.map(readStep)
    const steps = read.flatMap((step): Step[] => (step.ok ? [step.value] : []))
    if (steps.length < read.length) return
    try {
      if (steps.length > 0) await pipelines.saved()?.save(name, steps)
      else if (pipelines.stepsOf(name)) await pipelines.saved()?.remove(name)
    } catch {
      return
    }
    if (drafts.has(name)) keep(name)
  }

  function create(name: string): void {
    of(name)
    keep(name)
    page.open(name)
  }

  /** Returns the id of the new step. */
  function addStep(plugin: string): number {
    const id = ++lastId
    change({ steps: [...(current.value?.steps ?? []), { id, plugin, version: '', config: '' }] })
    return id
  }

  function changeStep(id: number, texts: Partial<StepTexts>): void {
    change({ steps: (current.value?.steps ?? []).map((step) => (step.id === id ? { ...step, ...texts } : step)) })
  }

  function removeStep(id: number): void {
    change({ steps: (current.value?.steps ?? []).filter((step) => step.id !== id) })
  }

  /** Returns the place where it stands then, from 0; `null` where it was there already. */
  function moveStep(id: number, to: number): number | null {
    const steps = current.value?.steps ?? []
    const from = steps.findIndex((step) => step.id === id)
    const next = moved(steps, from, to)
    if (next === steps) return null
    change({ steps: next })
    return next.findIndex((step) => step.id === id)
  }

  async function rename(from: string, to: string): Promise<void> {
    if (from === to) return
    drafts.set(to, of(from))
    keep(to)
    await saveSteps(to)
    if (page.name === from) page.open(to)
    await remove(from)
  }

  async function remove(name: string): Promise<void> {
    drafts.delete(name)
    removeKept(settings, name)
    if (pipelines.saved()) await removeSaved(name)
    else removedEarly.add(name)
    pipelines.read()
  }

  async function removeSaved(name: string): Promise<void> {
    if (pipelines.stepsOf(name)) await pipelines.saved()?.remove(name)
  }

  function readCurrent(): void {
    if (page.name !== null) of(page.name)
  }

  watch(() => page.name, readCurrent, { immediate: true, flush: 'sync' })

  /** The commands hear of it in the same turn, and what is kept goes by what they have saved. */
  async function follow(from: string, to: string): Promise<void> {
    await nextTick()
    for (const [name, draft] of drafts) {
      if (!draft.steps.some(({ plugin }) => plugin === from)) continue
      drafts.set(name, { ...draft, steps: renamed(draft.steps, from, to) })
      keep(name)
    }
    pipelines.read()
  }

  workspace.on((change) => {
    if (change.type === 'plugin-renamed') void follow(change.from, change.to)
    if (change.type !== 'reloaded') return
    drafts.clear()
    readCurrent()
  })
  /** What was changed, and what was removed, while the page was still starting. */
  async function catchUp(): Promise<void> {
    for (const name of drafts.keys()) void saveSteps(name)
    for (const name of removedEarly) if (!drafts.has(name)) await removeSaved(name)
    if (removedEarly.size > 0) pipelines.read()
    removedEarly.clear()
  }

  const follows = (): void => void catchUp()
  hotplug.ready.then(follows, follows)

  return { current, of, change, create, addStep, changeStep, removeStep, moveStep, rename, remove }
})
