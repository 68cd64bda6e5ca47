import type { PluginError } from './errors'
import type { Wish } from './prepare'

/** How a person has a swap made, without the state, that is refused for its sake. */
export function withoutStateHint({ source: { name }, values, backTo }: Wish): string {
  if (values !== undefined) return 'To apply the config without the state, unload the plugin first.'
  if (backTo !== undefined)
    return `To bring it back without the state, choose “Bring it back without the state”, or call hotplug.rollback('${name}', ${backTo}, { withoutState: true }).`
  return `To go on without the state, choose “Save without the state” in the palette, or call hotplug.save('${name}', { withoutState: true }).`
}

/** A refusal for the sake of the state, with the way on without it. */
export function withWayOn(error: PluginError, hint: string): PluginError {
  return error.code === 'STATE' ? { ...error, hint: `${error.hint} ${hint}` } : error
}
