export interface DurationChart {
  /** One stem a call, from left to right: the newest at the right. Shares of the width and height. */
  readonly stems: readonly { readonly x: number; readonly y: number; readonly ms: number }[]
  /** The duration at the top of the chart. */
  readonly topMs: number
}

/** So many stems can be told apart. */
const maxStems = 120

/** Lays the newest durations out; the height goes up to a round number above the longest. */
export function durationChart(durations: readonly number[]): DurationChart {
  const shown = durations.slice(-maxStems)
  const topMs = roundUp(Math.max(0.1, ...shown))
  const first = maxStems - shown.length
  return {
    topMs,
    stems: shown.map((ms, index) => ({ x: (first + index + 0.5) / maxStems, y: ms / topMs, ms })),
  }
}

/** The next of 1, 2 or 5 times a power of ten. */
function roundUp(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms))
  return ([1, 2, 5, 10].find((step) => step * power >= ms) ?? 10) * power
}
