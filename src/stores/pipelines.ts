import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Step } from '../kernel/pipeline/step'
import { useLateCommandsStore } from './late-commands'
import { keptNames, readKept } from './pipeline-kept'
import { usePipelinePageStore } from './pipeline-page'
import { usePlayground } from './playground'

/** A pipeline as the Explorer shows it. */
export interface PipelineView {
  readonly name: string
  readonly plugins: readonly string[]
}

/** The pipelines of the workspace: those that are saved, and those whose steps cannot be saved yet. */
export const usePipelinesStore = defineStore('pipelines', () => {
  const { hotplug, workspace, pipelines: saved } = usePlayground()
  const commands = useLateCommandsStore()
  const page = usePipelinePageStore()

  const list = shallowRef<readonly PipelineView[]>([])
  const names = computed(() => list.value.map(({ name }) => name))

  /** The steps that are saved under this name, if any are. */
  function stepsOf(name: string): readonly Step[] | null {
    const pipelines = saved()
    return pipelines?.list().includes(name) ? pipelines.get(name) : null
  }

  function read(): void {
    const all = new Set([...keptNames(workspace.settings), ...(saved()?.list() ?? [])])
    list.value = [...all].sort().map((name) => {
      const { steps } = readKept(workspace.settings, name, stepsOf(name))
      return { name, plugins: steps.map(({ plugin }) => plugin) }
    })
    if (page.name !== null && !all.has(page.name)) page.close()
  }

  /** Numbers follow where there is one of that name. */
  function freeName(): string {
    for (let number = 1; ; number++) {
      const name = number === 1 ? 'pipeline' : `pipeline-${number}`
      if (!names.value.includes(name)) return name
    }
  }

  read()
  hotplug.ready.then(read, read)
  workspace.on(({ type }) => {
    if (type === 'reloaded') read()
  })
  commands.register(() =>
    names.value.map((name) => ({
      ...{ id: `pipeline:${name}`, title: `Open pipeline ${name}`, group: 'Go to', keys: null },
      run: () => page.open(name),
    })),
  )

  return { list, names, saved, stepsOf, read, freeName }
})
