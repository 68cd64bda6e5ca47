import type { Clock } from '../ports'
import type { SubmitOptions } from '../pending-call'
import type { CallReport } from '../reports'
import type { TraceStep } from './trace'

/** A call on its way through the chain. */
export interface ChainCall {
  readonly plugin: string
  readonly input: unknown
  /** `since` and `timeoutMs` together are its deadline. */
  readonly options: SubmitOptions & { readonly since: number; readonly timeoutMs: number }
  /** What the plugin answered already, where it was called before the chain was there. */
  readonly answered: CallReport | null
  /** The steps so far, outermost first; `null` where nobody looks at this call. */
  readonly trace: TraceStep[] | null
}

/** The rest of the chain. Never rejects. */
export type NextStep = (call: ChainCall) => Promise<CallReport>

/** Goes around each call of a plugin. Never rejects: what it refuses is a report. */
export type Middleware = (call: ChainCall, next: NextStep) => Promise<CallReport>

/** When the call times out, on the kernel's clock. */
export function deadlineOf({ options }: Pick<ChainCall, 'options'>): number {
  return options.since + options.timeoutMs
}

/** The milliseconds that a call, or a batch, has left. */
export function timeLeft(call: Pick<ChainCall, 'options'>, clock: Clock): number {
  return deadlineOf(call) - clock.now()
}
