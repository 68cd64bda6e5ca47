import type { KeptState } from './active-version'
import type { PluginError } from './errors'
import type { Result } from './result'

/** Does one thing in `ms` milliseconds, or in what is left of the time for which calls may be kept waiting. */
export type Within = <Value>(
  ms: number,
  work: (ms: number) => Promise<Result<Value, PluginError>>,
) => Promise<Result<Value, PluginError>>

/** What a candidate begins with. */
export interface Carried {
  /** `null` where there was none to carry. */
  readonly state: KeptState | null
  /** Lets the calls in that waited for the state to be carried over. */
  readonly openGate: () => void
  /** What is still to be done before the commit, while they wait. */
  readonly within: Within
}

/** Where there is no state to carry, no call waits. */
export const nothingCarried: Carried = { state: null, openGate: () => {}, within: (ms, work) => work(ms) }
