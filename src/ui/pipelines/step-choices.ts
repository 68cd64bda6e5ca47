import { takesCalls, type PluginView } from '../../stores/plugins'

/** Whether items can go through it. One that was never saved may yet be such a plugin. */
export function canBeStep({ status }: PluginView): boolean {
  return status === null || takesCalls(status)
}
