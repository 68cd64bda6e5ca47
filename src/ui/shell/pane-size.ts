import type { Pane } from '../../stores/layout'

/** How large a pane may be, in pixels. */
export interface PaneLimits {
  readonly min: number
  readonly max: number
  readonly initial: number
}

/** The least that is left of the editor beside and above the other panes. */
const editorWidth = 320
const editorHeight = 160

/** What a screen of this size leaves for each pane. `explorer` is the width that the Explorer takes now. */
export function paneLimits(width: number, height: number, explorer: number): Record<Pane, PaneLimits> {
  const atMost = (min: number, max: number): number => Math.max(min, max)
  return {
    explorer: { min: 180, max: 480, initial: 238 },
    run: { min: 260, max: atMost(260, width - explorer - editorWidth), initial: width < 1200 ? 340 : 392 },
    drawer: { min: 110, max: atMost(110, height - editorHeight), initial: Math.round(Math.min(240, height * 0.3)) },
  }
}

/** A size that fits, however large the screen was when it was chosen. */
export function shownSize(chosen: number | undefined, { min, max, initial }: PaneLimits): number {
  return Math.min(max, Math.max(min, Math.round(chosen ?? initial)))
}

/** Pixels that one press of an arrow key moves. */
const step = 16

/** What a key on the handle makes of a size; `null` where the key means nothing there. */
export function sizeByKey(
  key: string,
  size: number,
  limits: PaneLimits,
  growKey: string,
  shrinkKey: string,
): number | null {
  switch (key) {
    case growKey:
      return shownSize(size + step, limits)
    case shrinkKey:
      return shownSize(size - step, limits)
    case 'Home':
      return limits.min
    case 'End':
      return limits.max
    default:
      return null
  }
}
