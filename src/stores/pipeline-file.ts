import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import { itemFilesOf, type ItemFile } from './pipeline-item-files'
import { usePipelineDrafts } from './pipeline-drafts'
import { usePipelinePageStore } from './pipeline-page'
import { usePlayground } from './playground'
import { usePluginsStore } from './plugins'

/** The file that goes into the pipeline on screen. */
export const usePipelineFile = defineStore('pipeline-file', () => {
  const { workspace } = usePlayground()
  const page = usePipelinePageStore()
  const drafts = usePipelineDrafts()
  const plugins = usePluginsStore()
  const chosen = shallowReactive(new Map<string, File | ItemFile>())

  /** Files that need not be looked for: they stand beside the plugins of the steps. */
  const offered = computed(() => {
    const steps = drafts.current?.steps ?? []
    return itemFilesOf(
      steps.map(({ plugin }) => plugin),
      plugins.list,
    )
  })
  /** What the person chose, as long as it is there; else the first that is offered. */
  const current = computed<File | ItemFile | null>(() => {
    const choice = page.name === null ? undefined : chosen.get(page.name)
    if (choice instanceof File) return choice
    return offered.value.find((file) => isSame(file, choice)) ?? offered.value[0] ?? null
  })

  function choose(file: File | ItemFile): void {
    if (page.name !== null) chosen.set(page.name, file)
  }

  /** The file as it is now; `null` where there is none. */
  function open(): File | null {
    const file = current.value
    if (file === null || file instanceof File) return file
    return new File([workspace.read(`${file.plugin}/${file.name}`)], file.name)
  }

  return { current, offered, choose, open }
})

function isSame(a: ItemFile, b: ItemFile | undefined): boolean {
  return a.plugin === b?.plugin && a.name === b.name
}
