import { subjectOf, type Build } from './build'
import { byteLengthUpTo } from './byte-length'
import { pluginError, type PluginError } from './errors'

/** Why this build cannot take the input, if it cannot. Asked when the call's turn comes: a swap may have come before. */
export function refuseInput(input: unknown, build: Build): PluginError | null {
  const { inputBytes } = build.manifest.limits
  if (byteLengthUpTo(inputBytes, input) <= inputBytes) return null
  const message = `The input is larger than limits.inputBytes, ${inputBytes} bytes`
  return pluginError('INPUT', 'execute', subjectOf(build), message)
}
