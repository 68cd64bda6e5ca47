import { subjectOf, type Build } from './build'
import { byteLengthUpTo } from './byte-length'
import { pluginError, type PluginError } from './errors'
import type { CallFrame } from './call-frame'
import type { Instance } from './instance'
import type { CallMethod, GuestCall } from './guest-port'

/** How a call enters the instance that serves it. All of it is asked when the call's turn comes: a swap may have come before. */
export interface Admission {
  /** Whether the call is one call of `execute` with the input that it was submitted with. */
  readonly isSingle: boolean
  /** One that may not enter yet waits on, and others pass it; whoever makes it ready pumps the queue. */
  isReady(instance: Instance): boolean
  /** Why this build cannot take the input, if it cannot. */
  refuse(input: unknown, build: Build): PluginError | null
  begin(input: unknown, instance: Instance, frame: CallFrame): GuestCall<CallMethod>
}

/** One call of `execute`. */
export const execution: Admission = {
  isSingle: true,
  isReady: () => true,
  refuse(input, build) {
    const { inputBytes } = build.manifest.limits
    if (byteLengthUpTo(inputBytes, input) <= inputBytes) return null
    const message = `The input is larger than limits.inputBytes, ${inputBytes} bytes`
    return pluginError('INPUT', 'execute', subjectOf(build), message)
  },
  begin: (input, instance, frame) =>
    instance.begin('execute', { input, maxBytes: instance.build.manifest.limits.outputBytes }, frame),
}
