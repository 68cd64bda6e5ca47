import type { Next } from '../../sdk'
import { checkInput } from './check-size'
import type { Asker, HostChannel } from './host-requests'

/** What a middleware hands the call on with, in the name of its own call. */
export function createNext(host: HostChannel, asker: Asker): Next {
  return (input) => {
    const fault = checkInput(input)
    return fault === null ? host.ask(asker, 'call.next', { input }, input) : host.refuse('call.next', fault)
  }
}
