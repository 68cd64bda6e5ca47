import { noBuild, pluginError, type PluginError } from '../kernel/errors'
import type { RunOptions } from '../kernel/reports'
import { isRange, loadSemver } from '../kernel/semver'

/** Why a call cannot be made with these options, if it cannot: they may come from anybody's script. */
export async function refuseRunOptions(plugin: string, options: RunOptions = {}): Promise<PluginError | null> {
  const refuse = (message: string, hint: string) => pluginError('INPUT', 'execute', noBuild(plugin), message, { hint })
  const { version, timeoutMs, signal } = options
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs > 0))
    return refuse(`timeoutMs is ${String(timeoutMs)}`, 'It is a number of milliseconds above 0.')
  if (signal !== undefined && !(signal instanceof AbortSignal))
    return refuse('signal is no AbortSignal', 'Take the signal of an AbortController.')
  if (version === undefined) return null
  await loadSemver()
  if (typeof version === 'string' && isRange(version)) return null
  return refuse(`version is ${JSON.stringify(version)}`, 'It is a range of versions, such as "^1.0.0".')
}
