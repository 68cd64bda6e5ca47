import type { GuestFault } from '../../../../src/kernel/guest-fault'
import type { Capabilities, CapabilityHost, CapabilityMethod, Grant } from '../../../../src/kernel/host-port'
import { fail, ok } from '../../../../src/kernel/result'

/** A host whose grants and capabilities are in memory. */
export interface MemoryHost extends CapabilityHost {
  /** What was done, and for whom. */
  readonly done: readonly { readonly owner: string; readonly method: CapabilityMethod; readonly params: unknown }[]
  /** From now on the plugin of this name is another one. */
  replace(plugin: string): void
  /** The plugin has another name from now on; another plugin of that name is gone. */
  rename(from: string, to: string): void
  /** The plugin is gone, and its owner with it. */
  remove(plugin: string): void
  /** What is asked waits until the returned function is called; whoever asks may hear an abort meanwhile. */
  hold(): () => void
  /** What was opened for whom, ahead of its use or for it. */
  readonly prepared: readonly string[]
  /** From now on nothing is open until the returned function is called. */
  holdOpening(): () => void
  /** The signal that was handed in last. */
  readonly signal: AbortSignal | null
}

const sendsOn: GuestFault = { code: 'PERMISSION', message: 'It leads elsewhere', overstepped: true }
const noValue: GuestFault = { code: 'CAPABILITY', message: 'There is no such secret' }

export function createMemoryHost(): MemoryHost {
  const values = new Map<string, unknown>()
  const grants = new Map<string, Grant>()
  /** By name, where it is not the first that had it; `null` where nobody has it. */
  const owners = new Map<string, string | null>()
  const done: { owner: string; method: CapabilityMethod; params: unknown }[] = []
  const prepared: string[] = []
  let held: Promise<void> = Promise.resolve()
  let opening: Promise<void> | null = null
  let lastSignal: AbortSignal | null = null
  let renewals = 0
  let tellGone = (_owner: string): void => {}

  function ownerOf(plugin: string): string | null {
    const owner = owners.get(plugin)
    return owner === undefined ? `owner 0 of ${plugin}` : owner
  }

  /** Keeps what is done, and waits where a test holds it. */
  function answerer<Method extends CapabilityMethod>(
    method: Method,
    work: (owner: string, params: Parameters<Capabilities[Method]>[1]) => ReturnType<Capabilities[Method]>,
  ): Capabilities[Method] {
    return (async (owner: string, params: Parameters<Capabilities[Method]>[1], signal: AbortSignal) => {
      lastSignal = signal
      await held
      done.push({ owner, method, params })
      return work(owner, params)
    }) as Capabilities[Method]
  }

  return {
    done,
    get signal() {
      return lastSignal
    },
    replace: (plugin) => void owners.set(plugin, `owner ${++renewals} of ${plugin}`),
    rename(from, to) {
      owners.set(to, ownerOf(from))
      owners.set(from, null)
    },
    remove(plugin) {
      const owner = ownerOf(plugin)
      owners.set(plugin, null)
      if (owner !== null) tellGone(owner)
    },
    hold() {
      let resume = () => {}
      held = new Promise((resolve) => (resume = resolve))
      return resume
    },
    prepared,
    holdOpening() {
      let resume = () => {}
      opening = new Promise((resolve) => (resume = resolve))
      return resume
    },
    prepare(owner, capability) {
      if (capability === 'sql') prepared.push(owner)
      return capability === 'sql' ? opening : null
    },
    grants: {
      ownerOf,
      onGone: (listener) => void (tellGone = listener),
      get: (owner, capability) => grants.get(`${owner} ${capability}`) ?? 'ask',
      set: (owner, capability, grant) => void grants.set(`${owner} ${capability}`, grant),
    },
    capabilities: {
      'storage.get': answerer('storage.get', async (owner, { key }) => ok(values.get(`${owner} ${key}`))),
      'storage.set': answerer('storage.set', async (owner, { key, value }) => {
        values.set(`${owner} ${key}`, value)
        return ok(undefined)
      }),
      'storage.delete': answerer('storage.delete', async (owner, { key }) => {
        values.delete(`${owner} ${key}`)
        return ok(undefined)
      }),
      'storage.keys': answerer('storage.keys', async (owner, { prefix }) =>
        ok(
          [...values.keys()]
            .filter((key) => key.startsWith(`${owner} ${prefix}`))
            .map((key) => key.slice(owner.length + 1)),
        ),
      ),
      'sql.query': answerer('sql.query', async () => ok({ rows: [], fields: [], affectedRows: 0 })),
      'net.fetch': answerer('net.fetch', async (_owner, { url }) =>
        url.endsWith('/away')
          ? fail(sendsOn)
          : ok({ status: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(url)) }),
      ),
      'clock.now': answerer('clock.now', async () => ok(1_000)),
      'random.next': answerer('random.next', async () => ok(0.5)),
      'secrets.get': answerer('secrets.get', async (_owner, { name }) =>
        name === 'TOKEN' ? ok('s3cret') : fail(noValue),
      ),
    },
  }
}
