import type { Admission } from './admission'
import type { Around, CallFrame } from './call-frame'
import type { Instance } from './instance'
import type { RunOptions } from './reports'

/** A call that has not ended, as others see it. */
export interface PendingCall {
  /** A SemVer range. */
  readonly range: string | undefined
  readonly parent: CallFrame | null
  /** Whether it is part of a call of the same plugin. */
  readonly isNested: boolean
  /** Whether it is a middleware's, and part of another call of it: that one keeps its place until this one has ended. */
  readonly needsNoPlace: boolean
  /** The instance that took the call, and what it is to the calls that it makes; `null` while it waits. */
  readonly at: { readonly instance: Instance; readonly frame: CallFrame } | null
  /** Whether its caller waits no more: work that has begun may go on after that. */
  readonly answered: boolean
}

/** What a call brings along from the call that it is part of. */
export interface SubmitOptions extends RunOptions {
  /** Part of a stream, in which an item is dropped by giving `undefined`. */
  readonly mayDrop?: boolean
  /** The call of another plugin that makes this one. */
  readonly parent?: CallFrame | null
  /** How the call enters an instance; as one call of `execute` unless told. */
  readonly admission?: Admission
  /** What makes the answer beside the input, such as the config of a pipeline's step: calls with the same share answers. */
  readonly variant?: string
  /** When the call began, on the kernel's clock: its time runs from there. */
  readonly since?: number
  /** What a middleware's call goes around. */
  readonly around?: Around
  /** See {@link CallFrame.byNext}. */
  readonly byNext?: boolean
}
