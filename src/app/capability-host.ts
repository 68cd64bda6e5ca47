import { createClock } from '../capabilities/clock'
import { createCapabilityDatabase } from '../capabilities/database'
import { createRandom } from '../capabilities/random'
import type { GuestFault } from '../kernel/guest-fault'
import type { Capabilities, CapabilityAnswer, CapabilityHost, CapabilityMethod } from '../kernel/host-port'
import type { Clock } from '../kernel/ports'
import { once } from '../kernel/once'
import { fail } from '../kernel/result'
import type { Workspace } from '../workspace/workspace'
import { createGrants } from './grants'
import { createOwners } from './owners'
import { createPluginData, type PluginData } from './plugin-data'

/** Grants and capabilities of the page, and what a person may look at of them. */
export interface BrowserCapabilityHost extends CapabilityHost {
  readonly data: PluginData
}

export interface CapabilityHostOptions {
  readonly workspace: Pick<Workspace, 'plugins' | 'settingsOf' | 'on'>
  /** See `workspaceScope`. */
  readonly scope: string
  readonly clock: Clock
  /** From 0 up to 1. */
  readonly random: () => number
  /** A text that nobody can guess, and that it never gives again. */
  readonly newId: () => string
}

/** Each capability's own code is fetched when it is first used. */
export function createCapabilityHost(options: CapabilityHostOptions): BrowserCapabilityHost {
  const { workspace, scope, clock, random, newId } = options
  const database = createCapabilityDatabase(scope)
  const storage = once(async () => (await import('../capabilities/storage')).createStorage({ database }))
  const secrets = once(async () => (await import('../capabilities/secrets')).createSecrets({ database }))
  const net = once(async () => {
    const [{ createNet }, { createNetWorker }] = await Promise.all([
      import('../capabilities/net/net'),
      import('../capabilities/net/net-worker'),
    ])
    return createNet({ worker: createNetWorker(), clock })
  })
  const sql = once(async () => (await import('../capabilities/sql/sql')).createSql({ clock }))
  let tellGone = (_owner: string): void => undefined
  const owners = createOwners({
    workspace,
    newId,
    onGone(owner) {
      tellGone(owner)
      void forget(owner).catch(reportError)
    },
  })

  async function forget(owner: string): Promise<void> {
    await Promise.all([storage, secrets, sql].map(async (load) => (await load()).forget(owner)))
  }

  /** Where it cannot be fetched, the statement says so. */
  async function openSql(owner: string): Promise<void> {
    await sql().then(
      ({ open }) => open(owner),
      () => undefined,
    )
  }

  return {
    data: createPluginData({ owners, storage, secrets, sql }),
    grants: { ...createGrants(workspace, owners), onGone: (listener) => void (tellGone = listener) },
    prepare: (owner, capability) => (capability === 'sql' ? openSql(owner) : null),
    capabilities: {
      'storage.get': late(storage, 'storage.get'),
      'storage.set': late(storage, 'storage.set'),
      'storage.delete': late(storage, 'storage.delete'),
      'storage.keys': late(storage, 'storage.keys'),
      'sql.query': late(sql, 'sql.query'),
      'net.fetch': late(net, 'net.fetch'),
      'secrets.get': late(secrets, 'secrets.get'),
      ...createClock(clock.date),
      ...createRandom(random),
    },
  }
}

const notLoaded: GuestFault = {
  code: 'CAPABILITY',
  message: 'A part of Hotplug could not be fetched. Look to the network, and try again.',
}

/** A capability whose code is fetched at its first use. */
function late<Method extends CapabilityMethod>(
  load: () => Promise<Pick<Capabilities, Method>>,
  method: Method,
): CapabilityAnswer<Method> {
  return async (owner, params, signal) => {
    const loaded = await load().catch(() => null)
    if (loaded === null) return fail(notLoaded)
    const { [method]: capability }: { readonly [Key in Method]: CapabilityAnswer<Key> } = loaded
    return capability(owner, params, signal)
  }
}
