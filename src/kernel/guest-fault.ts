import type { PluginErrorCode } from './errors'

/** A failure as it leaves the sandbox: places are still those of the compiled module. */
export interface GuestFault {
  readonly code: PluginErrorCode
  readonly message: string
  readonly hint?: string
  /** The module's own frames, innermost first; lines and columns from 1, in the compiled code. */
  readonly frames?: readonly GuestFrame[]
  readonly cause?: GuestFault
  /** Whether the plugin said that a second try may go well: it threw an error with `retryable: true`. */
  readonly retryable?: true
  /** Set by a capability where it turned out only on the way that more is needed than was granted. */
  readonly overstepped?: true
  /** The failure of `next` that a middleware lets pass, by the number that the host gave it. */
  readonly passes?: number
}

export interface GuestFrame {
  readonly functionName: string | null
  readonly line: number
  readonly column: number
}
