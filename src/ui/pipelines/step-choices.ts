import type { PluginView } from '../../stores/plugins'

/** Whether items can go through it: a middleware goes around the calls of others, and takes none of its own. */
export function canBeStep({ status }: PluginView): boolean {
  return status?.kind !== 'middleware'
}
