import { watch } from 'vue'
import { useRunStore } from './run'
import { useStatusStore } from './status'

/** Resolves once the first output stands in the page, or none is to be had: what only stands beside it comes then. */
export function firstOutput(): Promise<void> {
  const runs = useRunStore()
  const status = useStatusStore()
  return new Promise((resolve) => {
    const stop = watch(
      () => runs.last !== null || status.isReady,
      (is) => {
        if (!is) return
        // A turn later: the output itself is drawn in this one.
        setTimeout(() => {
          stop()
          resolve()
        })
      },
      { immediate: true },
    )
  })
}
