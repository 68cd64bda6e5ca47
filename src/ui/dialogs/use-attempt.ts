import { ref, type Ref } from 'vue'

/** Work that may be refused, with what to show while and after. */
export interface Attempt {
  readonly busy: Ref<boolean>
  /** Why the newest try was refused, for the person; `null` where it was not. */
  readonly refusal: Ref<string | null>
  /** Does the work. `true` where it was done; a refusal is kept, so that nothing typed is lost. */
  attempt(work: () => unknown): Promise<boolean>
}

export function useAttempt(): Attempt {
  const busy = ref(false)
  const refusal = ref<string | null>(null)
  return {
    busy,
    refusal,
    async attempt(work) {
      busy.value = true
      refusal.value = null
      try {
        await work()
        return true
      } catch (error) {
        refusal.value = error instanceof Error ? error.message : String(error)
        return false
      } finally {
        busy.value = false
      }
    },
  }
}
