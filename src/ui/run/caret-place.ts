/** Where a place in a text that lies in spans is on screen; `null` where there is no such place. */
export function caretPlace(mirror: Element, at: number): DOMRect | null {
  const walker = document.createTreeWalker(mirror, NodeFilter.SHOW_TEXT)
  let left = at
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0
    if (left <= length) {
      const range = document.createRange()
      range.setStart(node, left)
      return range.getBoundingClientRect()
    }
    left -= length
  }
  return null
}
