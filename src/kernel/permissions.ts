import { createAudit } from './audit'
import type { Build } from './build'
import { createBuildOwners, type BuildOwners } from './build-owners'
import type { CallFrame } from './call-frame'
import { canonical } from './capability-requests'
import { withDeadline } from './deadline'
import type { EventBus } from './events'
import { isGranted } from './grant-duration'
import type { GuestFault } from './guest-fault'
import type { CapabilityHost, Grant } from './host-port'
import type { Instance } from './instance'
import type { Manifest } from './manifest-schema'
import { once } from './once'
import { createPermissionCommands, type PermissionCommands } from './permission-commands'
import { notAskedFor, notGranted, notOpenYet, outsideOfCall } from './permission-faults'
import type { Clock } from './ports'
import type { Redaction } from './redaction'
import type { Registry } from './registry'
import { fail, type Result } from './result'
import { createUsesUnderWay } from './uses-under-way'

/** One use of a capability, as it is recorded. */
export interface RecordedUse {
  readonly instance: Pick<Instance, 'build'>
  /** The call that asks; `null` outside of any. */
  readonly frame: Pick<CallFrame, 'quiet'> | null
  readonly capability: string
  /** See `AuditEntry`. */
  readonly detail: string
}

/** One use of a capability. */
export interface Use extends RecordedUse {
  readonly instance: Instance
  readonly frame: CallFrame | null
  readonly signal: AbortSignal
}

export interface Permissions {
  readonly commands: PermissionCommands
  /** Does the work if the plugin may have it done. It fails as soon as the grant is taken back. */
  allow<Value>(
    use: Use,
    work: (owner: string, signal: AbortSignal, host: CapabilityHost) => Promise<Result<Value, GuestFault>>,
  ): Promise<Result<Value, GuestFault>>
  /** Records a use that was refused without asking whether it may be. */
  refuse(use: RecordedUse): void
  /** What a call of this build would be refused, of all that its manifest asks for. Spends no grant; to be asked once {@link ready}. */
  lackedBy(build: Build): string[]
  /** To be told when a build serves: it goes on being its owner's, whatever becomes of its name. */
  onUp(build: Build): void
  /** Resolves when {@link PermissionCommands} can be asked. Rejects where the host cannot be fetched; then, ask again. */
  ready(): Promise<unknown>
}

export interface PermissionsOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly events: EventBus
  readonly loadHost: () => Promise<CapabilityHost>
  /** Takes secrets out of what is recorded. */
  readonly redact: Redaction['text']
}

/** How long before a call's deadline it hears that what it waits for is not open yet, in milliseconds. */
const aheadMs = 100

export function createPermissions({ registry, clock, events, loadHost, redact }: PermissionsOptions): Permissions {
  const audit = createAudit(clock.date)
  const underWay = createUsesUnderWay()
  /** The calls that a grant for once was given to, by owner and capability. */
  const onces = new Map<string, WeakSet<CallFrame>>()
  const canonicals = new WeakMap<Manifest, readonly string[]>()
  let host: (CapabilityHost & { readonly owners: BuildOwners }) | null = null
  const load = once(async () => {
    const loaded = await loadHost()
    loaded.grants.onGone(forget)
    return (host = { ...loaded, owners: createBuildOwners(registry, loaded.grants) })
  })
  /** Ahead of whoever needs it, who is told where it fails. */
  const loadAhead = (): void => void load().catch(() => undefined)
  loadAhead()

  function record(use: RecordedUse, allowed: boolean): void {
    const { plugin, generation } = use.instance.build
    const { capability } = use
    const detail = redact(use.detail)
    const { at: _at, ...entry } = audit.record({ plugin, generation, capability, detail, allowed })
    events.emit({ type: 'asked', ...entry, ...(use.frame?.quiet && { quiet: true }) })
  }

  /** To read an address takes a while, and this is asked for each use. */
  function askedIn(manifest: Manifest): readonly string[] {
    const known = canonicals.get(manifest) ?? manifest.permissions.map(canonical)
    canonicals.set(manifest, known)
    return known
  }

  /** Nothing of an owner that is gone may come after its stores were emptied. */
  function forget(owner: string): void {
    for (const key of [...onces.keys()]) if (key.startsWith(`${owner} `)) onces.delete(key)
    underWay.takeBack(owner)
  }

  /** Why the plugin may not, if it may not. */
  function refusal(use: Use, owner: string | null, { grants }: CapabilityHost): GuestFault | null {
    const { instance, frame, capability } = use
    const { plugin, manifest } = instance.build
    if (!askedIn(manifest).includes(capability)) return notAskedFor(plugin, capability)
    if (owner === null) return notGranted(plugin, capability, 'denied')
    const key = keyOf(owner, capability)
    if (frame && onces.get(key)?.has(frame)) return null
    const grant = grants.get(owner, capability)
    if (grant === 'always' || grant === 'session') return null
    if (grant !== 'once') return notGranted(plugin, capability, grant)
    if (!frame) return outsideOfCall(plugin, capability)
    onces.set(key, (onces.get(key) ?? new WeakSet()).add(frame))
    change(plugin, owner, capability, 'ask')
    return null
  }

  /** The deadline itself would tell of a plugin that takes too long, and end a worker that does nothing wrong. */
  async function makeReady(
    { instance, frame, capability }: Use,
    owner: string,
    { prepare }: CapabilityHost,
  ): Promise<GuestFault | null> {
    const prepared = prepare?.(owner, capability)
    if (!prepared) return null
    if (!frame) return prepared.then(() => null)
    const left = frame.deadlineAt - clock.now()
    const { timedOut } = await withDeadline(clock, Math.max(left - aheadMs, left / 2), prepared)
    return timedOut ? notOpenYet(instance.build.plugin, capability) : null
  }

  function change(plugin: string, owner: string, capability: string, grant: Grant): void {
    host?.grants.set(owner, capability, grant)
    if (isGranted(grant)) void host?.prepare?.(owner, capability)
    events.emit({ type: 'permission', plugin, capability, grant })
  }

  function revoke(plugin: string, owner: string, capability: string): void {
    onces.delete(keyOf(owner, capability))
    change(plugin, owner, capability, 'denied')
    underWay.takeBack(owner, capability)
  }

  /** Where it could not be fetched, the next one who asks may find it. */
  function grantsNow(): CapabilityHost['grants'] | null {
    if (!host) loadAhead()
    return host?.grants ?? null
  }

  return {
    ready: load,
    refuse: (use) => record(use, false),
    lackedBy(build) {
      const { grants, owners } = host ?? {}
      const asked = askedIn(build.manifest)
      // It is about to be given a call, so that its name is its own.
      owners?.keep(build)
      const owner = owners?.of(build) ?? null
      if (!grants || owner === null) return [...asked]
      return asked.filter((capability) => !isGranted(grants.get(owner, capability)))
    },
    onUp: (build) => host?.owners.keep(build),
    async allow(use, work) {
      const loaded = await load()
      const { capability } = use
      const { build, lifecycle } = use.instance
      // A candidate may ask, too. It is called off before its name can be another's.
      if (lifecycle.allows('refused')) loaded.owners.keep(build)
      const owner = loaded.owners.of(build)
      const fault = refusal(use, owner, loaded)
      record(use, fault === null)
      if (fault || owner === null) return fail(fault ?? notGranted(build.plugin, capability, 'denied'))
      const result = await underWay.hold(owner, capability, build.plugin, (taken) => {
        const signal = AbortSignal.any([use.signal, taken])
        return makeReady(use, owner, loaded).then((late) => (late ? fail(late) : work(owner, signal, loaded)))
      })
      if (!result.ok && result.error.overstepped) record(use, false)
      return result
    },
    commands: createPermissionCommands({ registry, grants: grantsNow, change, revoke, audit: audit.list }),
  }
}

function keyOf(owner: string, capability: string): string {
  return `${owner} ${capability}`
}
