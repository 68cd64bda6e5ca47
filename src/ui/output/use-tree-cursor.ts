import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Tree, TreeRow } from './tree-rows'

/** The rows of a tree as they are on screen, and the one that the person is at. */
export interface TreeCursor {
  readonly rows: Readonly<ShallowRef<readonly TreeRow[]>>
  readonly active: Readonly<Ref<number>>
  readonly activeRow: ComputedRef<TreeRow | null>
  /** Where the tree has no such row, nothing happens. */
  goTo(index: number): void
  /** Opens or closes the row, or lists more; one that has nothing to open is only gone to. */
  press(index: number): void
  goToParent(): void
  /** Opens the row that the person is at, and all its siblings. */
  openSiblings(): void
}

/** @param reveal - scrolls to the row at this index */
export function useTreeCursor(tree: ComputedRef<Tree>, reveal: (index: number) => void): TreeCursor {
  const rows = shallowRef<readonly TreeRow[]>([])
  const active = ref(0)
  const activeRow = computed(() => rows.value[active.value] ?? null)

  watch(
    tree,
    () => {
      rows.value = tree.value.rows
      active.value = Math.min(active.value, rows.value.length - 1)
    },
    { immediate: true },
  )

  function goTo(index: number): void {
    if (index < 0 || index >= rows.value.length) return
    active.value = index
    reveal(index)
  }

  return {
    rows,
    active,
    activeRow,
    goTo,
    press(index) {
      const row = rows.value[index]
      if (row?.shape || row?.kind === 'rest') {
        tree.value.toggle(index)
        rows.value = tree.value.rows
      }
      goTo(index)
    },
    goToParent: () => goTo(tree.value.parentOf(active.value)),
    openSiblings() {
      const row = activeRow.value
      tree.value.openSiblings(active.value)
      rows.value = tree.value.rows
      if (row) goTo(rows.value.indexOf(row))
    },
  }
}
