import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/** This near to the end counts as at it, in pixels. */
const slack = 8

/** Keeps the end of a row that scrolls sideways in sight when its room changes, unless the person went elsewhere. */
export function useFollowEnd(scroller: Readonly<Ref<HTMLElement | null>>): (behavior: ScrollBehavior) => void {
  let isAtEnd = true

  function follow(behavior: ScrollBehavior): void {
    isAtEnd = true
    scroller.value?.scrollTo({ left: scroller.value.scrollWidth, behavior })
  }

  function onScrollEnd(): void {
    const row = scroller.value
    // A row that is not shown has no room, and is at its start for no reason of the person's.
    if (row && row.clientWidth > 0) isAtEnd = row.scrollLeft + row.clientWidth >= row.scrollWidth - slack
  }

  const observer = new ResizeObserver(() => {
    if (isAtEnd) follow('instant')
  })
  onMounted(() => {
    if (!scroller.value) return
    observer.observe(scroller.value)
    scroller.value.addEventListener('scrollend', onScrollEnd)
  })
  onBeforeUnmount(() => observer.disconnect())
  return follow
}
