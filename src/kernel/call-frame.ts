import type { Build } from './build'
import type { PluginError } from './errors'
import type { GuestFault } from './guest-fault'
import type { Result } from './result'

/** A call seen from within: what the calls that it makes inherit. */
export interface CallFrame {
  /** The instance that runs the call, as far as others need to know it. */
  readonly instance: { readonly build: Build }
  /** When the call times out, on the kernel's clock. */
  readonly deadlineAt: number
  readonly parent: CallFrame | null
  /** See `RunOptions.quiet`. */
  readonly quiet?: boolean
  /** The call of another plugin that this one goes around, where this is a middleware. */
  readonly around?: Around | null
  /** Whether the parent is a middleware that hands its own caller's call on, and does not call for its own purposes. */
  readonly byNext?: boolean
}

/** The rest of a chain, as the call of a middleware sees it. */
export interface Around {
  next(input: unknown, frame: CallFrame, signal: AbortSignal): Promise<Result<unknown, GuestFault>>
  /** The failure of {@link next} that this fault lets pass; `null` where the fault is the middleware's own. */
  failureOf(fault: GuestFault): PluginError | null
}
