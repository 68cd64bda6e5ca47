import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { usePipelinePageStore } from './pipeline-page'

/** What of a pipeline is looked at: a step by its id, or the items at a place: 0 before the first step. */
export type PipelineSelection =
  { readonly kind: 'step'; readonly id: number } | { readonly kind: 'tap'; readonly place: number }

/** What is selected on the pipeline page. */
export const usePipelineSelection = defineStore('pipeline-selection', () => {
  const page = usePipelinePageStore()
  const current = shallowRef<PipelineSelection | null>(null)

  watch(
    () => page.name,
    () => (current.value = null),
  )

  return { current }
})
