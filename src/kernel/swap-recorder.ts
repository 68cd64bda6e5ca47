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
  /** The parts so far in milliseconds, with `total` since the save. */
  timings(): Record<string, number>
}

export function createSwapRecorder(plugin: string, swap: number, clock: Clock, events: EventBus): SwapRecorder {
  const savedAt = clock.now()
  const durations: Record<string, number> = {}
  return {
    swap,
    elapsed: () => clock.now() - savedAt,
    async measure(phase, work, note) {
      const startMs = clock.now() - savedAt
      const value = await work()
      const durationMs = clock.now() - savedAt - startMs
      durations[phase] = durationMs
      const said = note?.(value)
      events.emit({ type: 'swap-phase', plugin, swap, phase, startMs, durationMs, ...(said ? { note: said } : {}) })
      return value
    },
    timings: () => ({ ...durations, total: clock.now() - savedAt }),
  }
}
