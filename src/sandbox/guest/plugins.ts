import type { Plugins } from '../../sdk'
import { checkInput } from './check-size'
import type { Asker, HostChannel } from './host-requests'
import { freeze } from './primordials'

export function createPlugins(host: HostChannel, asker: Asker): Plugins {
  return freeze({
    call<Output>(name: string, input: unknown) {
      const fault = checkInput(input)
      const output =
        fault === null
          ? host.ask(asker, 'plugins.call', { plugin: name, input }, input)
          : host.refuse('plugins.call', fault)
      return output as Promise<Output>
    },
  })
}
