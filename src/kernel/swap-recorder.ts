import type { EventBus } from './events'
import type { Clock } from './ports'
import type { SwapPhase } from './reports'

/** Measures the parts of one swap and tells each as it ends. */
export interface SwapRecorder {
  readonly swap: number
  /** Milliseconds since the save. */
  elapsed(): number
  /** Measures one part. `note` may explain its result: 'while typing'. */
  measure<Value>(
    phase: SwapPhase,
    work: () => Promise<Value>,
    note?: (value: Value) => string | undefined,
  ): Promise<Value>
  /** Tells a part that has just ended, which began `startMs` after the save. */
  record(phase: SwapPhase, startMs: number, note?: string): void
  /** The parts so far in milliseconds, with `total` since the save. */
  timings(): Record<string, number>
}

export function createSwapRecorder(plugin: string, swap: number, clock: Clock, events: EventBus): SwapRecorder {
  const savedAt = clock.now()
  const durations: Record<string, number> = {}
  const elapsed = (): number => clock.now() - savedAt

  function record(phase: SwapPhase, startMs: number, note?: string): void {
    const durationMs = elapsed() - startMs
    durations[phase] = durationMs
    events.emit({ type: 'swap-phase', plugin, swap, phase, startMs, durationMs, ...(note ? { note } : {}) })
  }

  return {
    swap,
    elapsed,
    record,
    async measure(phase, work, note) {
      const startMs = elapsed()
      const value = await work()
      record(phase, startMs, note?.(value))
      return value
    },
    timings: () => ({ ...durations, total: elapsed() }),
  }
}
