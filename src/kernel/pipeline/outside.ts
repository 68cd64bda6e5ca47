import { noBuild, pluginError, type PluginError, type Subject } from '../errors'

/** Failures of a stream that no generation of a step's plugin had a part in. */
type Named = { readonly plugin: string } | undefined

/** A failure of the caller's own part in a stream. */
export function outside(step: Named, code: 'INPUT' | 'OUTPUT', what: string, thrown: unknown): PluginError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return pluginError(code, 'execute', outsider(step), `${what}: ${reason}`)
}

export function unread(step: Named, message: string): PluginError {
  const hint = 'Mend the line, or have the run leave out what fails.'
  return pluginError('INPUT', 'execute', outsider(step), message, { hint })
}

export function cancelled(step: Named): PluginError {
  return pluginError('CANCELLED', 'execute', outsider(step), 'The run was cancelled')
}

function outsider(step: Named): Subject {
  return noBuild(step?.plugin ?? '')
}
