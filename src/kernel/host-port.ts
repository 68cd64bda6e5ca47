/** What plugins may ask of the host, and who answers them. */
import type { SqlResult } from '../sdk'
import type { GuestFault } from './guest-fault'
import type { Result } from './result'

/** What a plugin may ask of the host, each with what goes in and what comes back. */
export interface HostRequests {
  'plugins.call': { params: { readonly plugin: string; readonly input: unknown }; result: unknown }
  /** The rest of the chain that the call of a middleware is part of. */
  'call.next': { params: { readonly input: unknown }; result: unknown }
  'storage.get': { params: { readonly key: string }; result: unknown }
  'storage.set': { params: { readonly key: string; readonly value: unknown }; result: undefined }
  'storage.delete': { params: { readonly key: string }; result: undefined }
  /** Sorted. */
  'storage.keys': { params: { readonly prefix: string }; result: readonly string[] }
  'sql.query': { params: { readonly text: string; readonly params: readonly unknown[] }; result: SqlResult }
  'net.fetch': { params: NetRequest; result: { status: number; headers: Record<string, string>; body: Uint8Array } }
  /** Milliseconds since 1970. */
  'clock.now': { params: Record<string, never>; result: number }
  /** From 0 up to 1. */
  'random.next': { params: Record<string, never>; result: number }
  'secrets.get': { params: { readonly name: string }; result: string }
}

/** What a plugin asks another origin for. */
export type NetRequest = {
  /** Whole, as the plugin gave it: nobody has looked at it yet. */
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | null
}

export type HostMethod = keyof HostRequests

/** The requests that `capabilities/` answers. */
export type CapabilityMethod = Exclude<HostMethod, 'plugins.call' | 'call.next'>

/**
 * Does what a plugin asks for, which a person has granted. Never rejects.
 *
 * @param owner - whose data it is: a name that says nothing, and that no other plugin ever has
 * @param signal - aborted when nobody waits any more, or the grant is taken back
 */
export type CapabilityAnswer<Method extends CapabilityMethod> = (
  owner: string,
  params: HostRequests[Method]['params'],
  signal: AbortSignal,
) => Promise<Result<HostRequests[Method]['result'], GuestFault>>

/** What the host does for plugins, by what they ask for. */
export type Capabilities = { readonly [Method in CapabilityMethod]: CapabilityAnswer<Method> }

/** For how long a person lets a plugin have a capability; or that it must not, or that nobody has decided. */
export type Grant =
  /** For the next call of `execute` that uses it, to its end. */
  | 'once'
  /** Until the page is left. */
  | 'session'
  | 'always'
  | 'denied'
  | 'ask'

/** Whose each plugin is, and what a person lets it do; kept outside of the kernel. */
export interface Grants {
  /**
   * The owner of what the plugin keeps: an id that stays when the plugin is renamed, and that no later plugin of the
   * same name gets. `null` where there is no such plugin.
   */
  ownerOf(plugin: string): string | null
  get(owner: string, capability: string): Grant
  set(owner: string, capability: string, grant: Grant): void
  /** Sets who is told that an owner is gone for good, before what it kept is taken away. */
  onGone(listener: (owner: string) => void): void
}

/** What is fetched when a plugin asks for something. */
export interface CapabilityHost {
  readonly grants: Grants
  /** Whatever is left out fails. */
  readonly capabilities: Partial<Capabilities>
  /**
   * Opens what uses of the capability need and is slow to come, such as a database. Resolves when it is open or cannot be
   * opened, of which the use then tells; `null` for what needs nothing. Never rejects.
   */
  prepare?(owner: string, capability: string): Promise<unknown> | null
}

/** One request of a plugin to the host, as its guest sent it: whether `method` and `params` make sense is still open. */
export interface HostRequest {
  /** A {@link HostMethod}, unless the guest was tampered with. */
  readonly method: string
  /** Those of {@link HostRequests}, unless the plugin gave something else. */
  readonly params: Readonly<Record<string, unknown>>
  /** The id of the call that it is part of ({@link GuestCall.id}); `null` where it is part of none (init, timers). */
  readonly call: number | null
  /**
   * Aborted when the call that asks is aborted or has ended, when the guest gives the request up, and when the realm
   * ends.
   */
  readonly signal: AbortSignal
}

/** Answers what a plugin asks of the host. Rejects where a part of Hotplug cannot be fetched. */
export type HostAnswer = (request: HostRequest) => Promise<Result<unknown, GuestFault>>
