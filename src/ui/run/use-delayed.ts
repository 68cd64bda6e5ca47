import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** `true` once `source` has been so for `ms` milliseconds: what is over sooner should not flicker. */
export function useDelayed(source: () => boolean, ms: number): Readonly<Ref<boolean>> {
  const delayed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    source,
    (value) => {
      clearTimeout(timer)
      if (value) timer = setTimeout(() => (delayed.value = true), ms)
      else delayed.value = false
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return delayed
}
