import { swapPhases, type SwapPhase } from '../../kernel/reports'
import type { SwapTimeline } from '../../stores/timeline'

/** What a bar's colour says. */
export type BarTone = 'work' | 'commit' | 'output' | 'after' | 'failed'

/** One row of the waterfall; `left` and `width` are shares of its length, from 0 to 1. */
export interface Bar {
  readonly key: string
  readonly label: string
  readonly tone: BarTone
  readonly left: number
  readonly width: number
  readonly startMs: number
  readonly durationMs: number
  /** Says why it cost nothing. */
  readonly note: string | null
}

const tones: Partial<Record<SwapPhase, BarTone>> = {
  commit: 'commit',
  output: 'output',
  drain: 'after',
  stop: 'after',
  reap: 'after',
}

const labels: Partial<Record<SwapPhase, string>> = { output: 'first output', spare: 'spare realm' }

/** The phase in which an error happened, where its name is not the swap's own. */
const phaseOfError: Readonly<Record<string, SwapPhase>> = { manifest: 'compile', snapshot: 'snapshot' }

/**
 * Lays the parts of a save out on one scale. What comes after the first output, the drain, may be a thousand times
 * longer than all before it; beyond `maxTail` times the rest it is cut, so that the rest can still be seen.
 */
export function waterfall(swap: SwapTimeline, maxTail = 3): { readonly bars: readonly Bar[]; readonly endMs: number } {
  const spans = [...swap.spans].sort((a, b) => a.startMs - b.startMs || order(a.phase) - order(b.phase))
  const end = (of: typeof spans): number => Math.max(0, ...of.map((span) => span.startMs + span.durationMs))
  const beforeTail = end(spans.filter((span) => tones[span.phase] !== 'after'))
  const endMs = end(spans)
  const scale = Math.max(0.001, beforeTail > 0 ? Math.min(endMs, beforeTail * (1 + maxTail)) : endMs)
  const bars = spans.map((span, index): Bar => {
    const left = Math.min(1, span.startMs / scale)
    return {
      key: `${span.phase}-${index}`,
      label: labelOf(span.phase, swap),
      tone: tones[span.phase] ?? 'work',
      left,
      width: Math.min(1 - left, span.durationMs / scale),
      startMs: span.startMs,
      durationMs: span.durationMs,
      note: span.note,
    }
  })
  const failed = swap.error ? failedBar(swap, bars, scale, beforeTail) : null
  return { bars: failed ? [...bars.filter((bar) => bar.key !== failed.key), failed] : bars, endMs }
}

function failedBar(swap: SwapTimeline, bars: readonly Bar[], scale: number, endMs: number): Bar | null {
  if (!swap.error) return null
  const phase = phaseOfError[swap.error.phase] ?? swap.error.phase
  const told = bars.findLast((bar) => bar.key.startsWith(`${phase}-`))
  if (told) return { ...told, tone: 'failed' }
  const left = Math.min(0.985, endMs / scale)
  return { key: 'failed', label: phase, tone: 'failed', left, width: 0, startMs: endMs, durationMs: 0, note: 'failed' }
}

function labelOf(phase: SwapPhase, swap: SwapTimeline): string {
  const label = labels[phase] ?? phase
  return phase === 'drain' && swap.predecessor !== null ? `${label} g${swap.predecessor}` : label
}

function order(phase: SwapPhase): number {
  return swapPhases.indexOf(phase)
}
