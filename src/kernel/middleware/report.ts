import { pluginError, type ErrorDetails, type PluginErrorCode } from '../errors'
import type { Clock } from '../ports'
import type { FailedReport } from '../reports'
import type { ChainCall } from './middleware'
import type { Target } from './target'

/** The report of a call, or a batch, that a middleware refuses, or ends, by itself. */
export function refusal(
  call: Pick<ChainCall, 'plugin' | 'options'>,
  target: Target,
  clock: Clock,
  code: PluginErrorCode,
  message: string,
  details: ErrorDetails = {},
): FailedReport {
  const { version, generation } = target
  const error = pluginError(code, 'execute', { plugin: call.plugin, version, generation }, message, details)
  return { ok: false, error, durationMs: clock.now() - call.options.since, call: null, warnings: [] }
}
