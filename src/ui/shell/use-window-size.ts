import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** The window's inner size in CSS pixels, as long as the component lives. */
export function useWindowSize(): { readonly width: ShallowRef<number>; readonly height: ShallowRef<number> } {
  const width = shallowRef(innerWidth)
  const height = shallowRef(innerHeight)
  const measure = () => {
    width.value = innerWidth
    height.value = innerHeight
  }
  addEventListener('resize', measure)
  onScopeDispose(() => removeEventListener('resize', measure))
  return { width, height }
}
