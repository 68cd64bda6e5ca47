import type { TreeCursor } from './use-tree-cursor'

/** Rows that a page key goes over. */
const page = 12
/** Letters that come within so many milliseconds are one word. */
const wordMs = 700

/**
 * What a tree does at a key, as WAI-ARIA asks of it. The function is given the key and when it was pressed, in milliseconds,
 * and says whether the key meant the tree.
 */
export function createTreeKeys(cursor: TreeCursor): (key: string, at: number) => boolean {
  const { rows, active, activeRow, goTo, press } = cursor
  const last = (): number => rows.value.length - 1

  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => goTo(active.value + 1),
    ArrowUp: () => goTo(active.value - 1),
    Home: () => goTo(0),
    End: () => goTo(last()),
    PageDown: () => goTo(Math.min(active.value + page, last())),
    PageUp: () => goTo(Math.max(active.value - page, 0)),
    Enter: () => press(active.value),
    ' ': () => press(active.value),
    ArrowRight() {
      const row = activeRow.value
      if (!row?.shape && row?.kind !== 'rest') return
      if (row.isOpen) goTo(active.value + 1)
      else press(active.value)
    },
    ArrowLeft() {
      if (activeRow.value?.isOpen) press(active.value)
      else cursor.goToParent()
    },
    '*': () => cursor.openSiblings(),
  }

  let typed = ''
  let typedAt = -Infinity

  /** Goes to the next row whose key begins with what is typed. */
  function typeAhead(key: string, at: number): void {
    typed = at - typedAt > wordMs ? key : typed + key
    typedAt = at
    const { length } = rows.value
    const first = typed.length === 1 ? 1 : 0
    for (let step = first; step < length + first; step++) {
      const index = (active.value + step) % length
      if (rows.value[index]?.key.toLowerCase().startsWith(typed.toLowerCase())) return goTo(index)
    }
  }

  return (key, at) => {
    const act = actions[key]
    if (act) act()
    else if (key.length === 1) typeAhead(key, at)
    else return false
    return true
  }
}
