import type { PluginError, PluginErrorCause } from '../../kernel/errors'

/** What led to an error, nearest first. */
export function causesOf(error: PluginError): readonly PluginErrorCause[] {
  const causes: PluginErrorCause[] = []
  for (let cause = error.cause; cause; cause = cause.cause) causes.push(cause)
  return causes
}
