import { useEventListener } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'
import { placeAt } from './order'

/** One row on its way to another place. */
export interface Drag {
  readonly from: number
  readonly to: number
}

export interface DragOrderOptions {
  /** The rows as they stand, from the top. */
  readonly rows: () => readonly HTMLElement[]
  readonly onDrop: (drag: Drag) => void
}

export interface DragOrder {
  /** `null` while nothing is dragged. */
  readonly drag: Readonly<ShallowRef<Drag | null>>
  /** For `pointerdown` on the handle of a row. */
  begin(event: PointerEvent, from: number): void
}

/**
 * Rows that a pointer puts in another order. It listens to the window: a row that moves in the document would let go of
 * a captured pointer.
 */
export function useDragOrder({ rows, onDrop }: DragOrderOptions): DragOrder {
  const drag = shallowRef<Drag | null>(null)
  let pointer: number | null = null
  /** As they stood when the drag began: rows that give way must not change where the pointer is. */
  let middles: readonly number[] = []

  function begin(event: PointerEvent, from: number): void {
    if (event.button !== 0 || pointer !== null) return
    // Else the text is selected along the way; the focus that this takes away comes back here.
    event.preventDefault()
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
    pointer = event.pointerId
    middles = rows()
      .filter((_row, index) => index !== from)
      .map((row) => row.getBoundingClientRect())
      .map(({ top, height }) => top + height / 2)
    drag.value = { from, to: from }
  }

  function end(): Drag | null {
    const ended = drag.value
    pointer = null
    drag.value = null
    return ended
  }

  useEventListener(window, 'pointermove', ({ pointerId, clientY }) => {
    if (pointerId !== pointer || !drag.value) return
    const to = placeAt(middles, clientY)
    if (to !== drag.value.to) drag.value = { ...drag.value, to }
  })
  useEventListener(window, 'pointerup', ({ pointerId }) => {
    if (pointerId !== pointer) return
    const ended = end()
    if (ended && ended.to !== ended.from) onDrop(ended)
  })
  useEventListener(window, 'pointercancel', ({ pointerId }) => {
    if (pointerId === pointer) end()
  })
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (pointer === null || event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      end()
    },
    { capture: true },
  )

  return { drag, begin }
}
