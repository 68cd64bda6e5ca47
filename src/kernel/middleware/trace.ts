import type { PluginErrorCode } from '../errors'

/** What one middleware did with one call. */
export interface TraceStep {
  readonly middleware: string
  /** Its own time in milliseconds, without what is inside of it. */
  ms: number
  outcome: 'ok' | PluginErrorCode
  /** How often it handed the call on: 0 where it answered by itself, more than once where it tried again. */
  inside: number
}
