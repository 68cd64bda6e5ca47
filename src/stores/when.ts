import { watch } from 'vue'

/** Resolves once the condition, which reads stores, holds. */
export function when(condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = watch(condition, (holds) => {
      if (!holds) return
      stop()
      resolve()
    })
  })
}
