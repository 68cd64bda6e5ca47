import { inject, onTestFinished } from 'vitest'
import type { GuestEvent, GuestMethod, GuestRequests, Realm, RealmWish, Runtime } from '../../../src/kernel/guest-port'
import type { Clock } from '../../../src/kernel/ports'
import { createSandbox, type SandboxOptions } from '../../../src/sandbox'

declare module 'vitest' {
  interface ProvidedContext {
    runtime: Runtime
  }
}

/** Every test here runs in both: the contract is the same. */
export const runtime = inject('runtime')

export const isInterpreted = runtime === 'interpreter'

export const wish: RealmWish = { runtime, limits: { memoryBytes: 256 * 2 ** 20 } }

export const realClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

export const sandboxUrl = new URL('/sandbox.html', location.href)

/** A sandbox that ends with its test. */
export function sandboxFor(options: Partial<SandboxOptions> = {}) {
  const sandbox = createSandbox({ clock: realClock, url: sandboxUrl, ...options })
  onTestFinished(() => sandbox.dispose())
  return sandbox
}

export async function openRealm(options: Partial<SandboxOptions> = {}): Promise<Realm> {
  // A page of the test's own is there for one runtime only.
  const opened = await sandboxFor(options).open(options.url === undefined ? wish : undefined)
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

export function request<Method extends GuestMethod>(
  realm: Realm,
  method: Method,
  params: GuestRequests[Method]['params'],
) {
  return realm.request(method, params).settled
}

export function load(realm: Realm, code: string, config: unknown = {}, kind: 'plugin' | 'middleware' = 'plugin') {
  return request(realm, 'load', { code, name: 'probe', version: '1.0.0', generation: 1, config, kind })
}

export function execute(realm: Realm, input: unknown = null, maxBytes = 1_000_000) {
  return request(realm, 'execute', { input, maxBytes })
}

/** A realm in which the body of `execute(input, ctx)` is what was given, after the module's own top level. */
export async function realmRunning(body: string, top = ''): Promise<Realm> {
  const realm = await openRealm()
  const loaded = await load(realm, `${top}\nexport default { execute(input, ctx) { ${body} } }`)
  if (!loaded.ok) throw new Error(loaded.error.message)
  return realm
}

/** What one call of `execute` with that body gives. */
export async function outputOf(body: string, input: unknown = null): Promise<unknown> {
  const result = await execute(await realmRunning(body), input)
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value.output
}

/** The fault of one call of `execute` with that body. */
export async function faultOf(body: string, maxBytes?: number) {
  const result = await execute(await realmRunning(body), null, maxBytes)
  if (result.ok) throw new Error(`execute gave ${JSON.stringify(result.value.output)}`)
  return result.error
}

/** Every event so far, in a list that grows. */
export function eventsOf(realm: Realm): GuestEvent[] {
  const events: GuestEvent[] = []
  realm.on((event) => events.push(event))
  return events
}

/** Resolves with the first event of that type which passes. */
export function eventOf<Type extends GuestEvent['type']>(
  realm: Realm,
  type: Type,
  passes: (event: Extract<GuestEvent, { type: Type }>) => boolean = () => true,
): Promise<Extract<GuestEvent, { type: Type }>> {
  return new Promise((resolve) => {
    const stop = realm.on((event) => {
      if (event.type !== type) return
      const found = event as Extract<GuestEvent, { type: Type }>
      if (!passes(found)) return
      stop()
      resolve(found)
    })
  })
}
