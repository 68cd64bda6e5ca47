import { shallowRef, type ShallowRef } from 'vue'

/** Whether the media query holds now; for stores, which live as long as the page. */
export function mediaQuery(query: string): Readonly<ShallowRef<boolean>> {
  const list = matchMedia(query)
  const holds = shallowRef(list.matches)
  list.addEventListener('change', () => (holds.value = list.matches))
  return holds
}
