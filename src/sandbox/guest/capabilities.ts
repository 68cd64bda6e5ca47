import type { Context } from '../../sdk'
import { checkSize } from './check-size'
import type { Asker, AskHost, HostChannel } from './host-requests'
import { createNet } from './net'
import { freeze } from './primordials'

export type Capabilities = Pick<Context, 'storage' | 'sql' | 'net' | 'clock' | 'random' | 'secrets'>

/** Above all that the host takes, and low enough for the page to read at once. */
const maxRequestBytes = 18_000_000

/** What a plugin may ask for. Whether it makes sense, and whether it is granted, the host decides. */
export function createCapabilities(host: HostChannel, asker: Asker): Capabilities {
  const ask: AskHost = (method, params) => {
    const { fault } = checkSize(params, maxRequestBytes, 'What is asked for', 'INPUT')
    return fault === null ? host.ask(asker, method, params, params) : host.refuse(method, fault)
  }
  return {
    storage: freeze({
      get: (key) => ask('storage.get', { key }),
      set: (key, value) => ask('storage.set', { key, value }),
      delete: (key) => ask('storage.delete', { key }),
      keys: (prefix = '') => ask('storage.keys', { prefix }),
    } as Capabilities['storage']),
    sql: freeze({
      query: (text, params = []) => ask('sql.query', { text, params }),
    } as Capabilities['sql']),
    net: createNet(ask),
    clock: freeze({ now: () => ask('clock.now', {}) }),
    random: freeze({ next: () => ask('random.next', {}) }),
    secrets: freeze({ get: (name: string) => ask('secrets.get', { name }) }),
  }
}
