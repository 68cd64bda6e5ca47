import { onScopeDispose, ref, type Ref } from 'vue'

export interface StepDrag {
  /** The step that is held, if one is. */
  readonly held: Readonly<Ref<number | null>>
  /** Takes a step at its handle. */
  take(event: PointerEvent, id: number): void
}

/** Moves the step under the pointer to where the pointer is, past the middle of its neighbours. */
export function useStepDrag(cards: () => readonly HTMLElement[], move: (id: number, to: number) => void): StepDrag {
  const held = ref<number | null>(null)
  let stop = (): void => undefined

  function onMove({ clientX, clientY }: PointerEvent): void {
    if (held.value === null) return
    const all = cards()
    const from = all.findIndex(({ dataset }) => dataset['step'] === String(held.value))
    const boxes = all.map((card) => card.getBoundingClientRect())
    const isVertical = (boxes[1]?.top ?? 0) > (boxes[0]?.bottom ?? 0)
    const passed = boxes.filter(({ left, width, top, height }, index) => {
      if (index === from) return false
      return isVertical ? clientY > top + height / 2 : clientX > left + width / 2
    })
    if (passed.length !== from) move(held.value, passed.length)
  }

  // On the window: a card that is moved in the page would let go of the pointer.
  function take(event: PointerEvent, id: number): void {
    if (event.button !== 0) return
    stop()
    const over = new AbortController()
    const options = { signal: over.signal }
    stop = () => {
      over.abort()
      held.value = null
    }
    held.value = id
    addEventListener('pointermove', onMove, options)
    addEventListener('pointerup', stop, options)
    addEventListener('pointercancel', stop, options)
  }

  onScopeDispose(() => stop())
  return { held, take }
}
