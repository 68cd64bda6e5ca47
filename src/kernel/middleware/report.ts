import { pluginError, type ErrorDetails, type PluginErrorCode } from '../errors'
import type { Clock } from '../ports'
import type { CallReport } from '../reports'
import type { ChainCall } from './middleware'
import type { Target } from './target'

/** The report of a call that a middleware refuses, or ends, by itself. */
export function refusal(
  call: ChainCall,
  target: Target,
  clock: Clock,
  code: PluginErrorCode,
  message: string,
  details: ErrorDetails = {},
): CallReport {
  const { version, generation } = target
  const error = pluginError(code, 'execute', { plugin: call.plugin, version, generation }, message, details)
  return { ok: false, error, durationMs: clock.now() - call.options.since, call: null, warnings: [] }
}
