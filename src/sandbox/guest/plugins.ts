import type { Plugins } from '../../sdk'
import { checkSize } from './check-size'
import type { Asker, HostChannel } from './host-requests'
import { freeze } from './primordials'

/** The most that a manifest lets any plugin take; the plugin that is called has a limit of its own. */
const maxInputBytes = 64 * 1024 * 1024

export function createPlugins(host: HostChannel, asker: Asker): Plugins {
  return freeze({
    call<Output>(name: string, input: unknown) {
      const { fault } = checkSize(input, maxInputBytes, 'The input', 'INPUT')
      const output =
        fault === null
          ? host.ask(asker, 'plugins.call', { plugin: name, input }, input)
          : host.refuse('plugins.call', fault)
      return output as Promise<Output>
    },
  })
}
