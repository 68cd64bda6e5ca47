import { createAudit, type AuditEntry } from './audit'
import type { Build } from './build'
import { createBuildOwners, type BuildOwners } from './build-owners'
import { canonical } from './capability-requests'
import { withDeadline } from './deadline'
import { pluginError, PluginFailure, type PluginError } from './errors'
import type { EventBus } from './events'
import type { CallFrame, Instance } from './instance'
import { knownPlugin } from './known-plugin'
import type { Manifest } from './manifest-schema'
import { once } from './once'
import { notAskedFor, notGranted, notOpenYet, outsideOfCall, tookBack } from './permission-faults'
import type { GuestFault } from './guest-fault'
import type { CapabilityHost, Grant } from './host-port'
import type { Clock } from './ports'
import { goodManifestOf } from './read-good-manifest'
import type { Redaction } from './redaction'
import type { Registration, Registry } from './registry'
import { fail, type Result } from './result'
import { takenBack } from './taken-back'

/** What a plugin's manifest asks for, and what became of it. */
export interface Permission {
  /** As the manifest names it. */
  readonly capability: string
  readonly state: 'granted' | 'denied' | 'ask'
}

/** For how long a capability may be granted. */
const durations = ['once', 'session', 'always'] as const satisfies readonly Grant[]
export type GrantDuration = (typeof durations)[number]

/** What a person decides about plugins. */
export interface PermissionCommands {
  /** What the plugin asks for: all its active versions, and what was saved last. @throws PluginFailure `NOT_FOUND` */
  list(plugin: string): Permission[]
  /** For how long, of one entry of the list. */
  grantOf(plugin: string, capability: string): Grant
  /**
   * Lets a plugin have what it asks for: for the next call that uses it, until the page is left (unless told), or for
   * always. Rejects with a `PluginFailure` where it does not ask for it.
   */
  grant(plugin: string, capability: string, duration?: GrantDuration): Promise<void>
  /**
   * Denies it, and takes it back at once: what is under way with it fails. Rejects with a `PluginFailure` where the plugin
   * neither asks for it nor was granted it.
   */
  revoke(plugin: string, capability: string): Promise<void>
  /** The newest uses of capabilities, oldest first. */
  audit(): AuditEntry[]
}

/** One use of a capability, as it is recorded. */
export interface RecordedUse {
  readonly instance: Pick<Instance, 'build'>
  /** The call that asks; `null` outside of any. */
  readonly frame: Pick<CallFrame, 'quiet'> | null
  readonly capability: string
  /** See {@link AuditEntry.detail}. */
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

interface UnderWay {
  readonly owner: string
  readonly capability: string
  revoke(): void
}

/** How long before a call's deadline it hears that what it waits for is not open yet, in milliseconds. */
const aheadMs = 100

export function createPermissions({ registry, clock, events, loadHost, redact }: PermissionsOptions): Permissions {
  const audit = createAudit(clock.date)
  const underWay = new Set<UnderWay>()
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

  /** Ends what is under way for an owner, of one capability or of all. */
  function takeBack(owner: string, capability?: string): void {
    for (const one of [...underWay])
      if (one.owner === owner && one.capability === (capability ?? one.capability)) one.revoke()
  }

  /** Nothing of an owner that is gone may come after its stores were emptied. */
  function forget(owner: string): void {
    for (const key of [...onces.keys()]) if (key.startsWith(`${owner} `)) onces.delete(key)
    takeBack(owner)
  }

  /** Why the plugin may not, if it may not. */
  function refusal(use: Use, owner: string | null, { grants }: CapabilityHost): GuestFault | null {
    const { instance, frame, capability } = use
    const { plugin, manifest } = instance.build
    if (!askedIn(manifest).includes(capability)) return notAskedFor(plugin, capability)
    if (owner === null) return notGranted(plugin, capability, 'denied')
    const key = `${owner} ${capability}`
    if (frame && onces.get(key)?.has(frame)) return null
    const grant = grants.get(owner, capability)
    if (grant === 'always' || grant === 'session') return null
    if (grant !== 'once') return notGranted(plugin, capability, grant)
    if (!frame) return outsideOfCall(plugin, capability)
    onces.set(key, (onces.get(key) ?? new WeakSet()).add(frame))
    change(plugin, owner, capability, 'ask', grants)
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

  function change(
    plugin: string,
    owner: string,
    capability: string,
    grant: Grant,
    { set }: CapabilityHost['grants'],
  ): void {
    set(owner, capability, grant)
    if (isGranted(grant)) void host?.prepare?.(owner, capability)
    events.emit({ type: 'permission', plugin, capability, grant })
  }

  /** The host and the plugin's owner, for a command. */
  function find(plugin: string): { readonly grants: CapabilityHost['grants']; readonly owner: string } {
    const subject = { plugin, version: null, generation: null }
    if (!host) {
      loadAhead()
      throw new PluginFailure(pluginError('NOT_READY', 'load', subject, 'Hotplug is still starting'))
    }
    knownPlugin(registry, plugin, 'idle')
    const owner = host.grants.ownerOf(plugin)
    if (owner === null) throw new PluginFailure(pluginError('NOT_FOUND', 'idle', subject, `'${plugin}' was deleted`))
    return { grants: host.grants, owner }
  }

  function askedBy(plugin: string): string[] {
    const registration = registry.get(plugin)
    const asked = registration ? manifestsOf(registration).flatMap(({ permissions }) => permissions) : []
    return [...new Set(asked)]
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
      if (fault || owner === null) return fail(fault ?? notGranted(use.instance.build.plugin, capability, 'denied'))
      const taken = new AbortController()
      const one: UnderWay = { owner, capability, revoke: () => taken.abort(takenBack) }
      underWay.add(one)
      try {
        const over = new Promise<Result<never, GuestFault>>((resolve) => {
          taken.signal.addEventListener('abort', () => resolve(fail(tookBack(use.instance.build.plugin, capability))))
        })
        const signal = AbortSignal.any([use.signal, taken.signal])
        const done = makeReady(use, owner, loaded).then((late) => (late ? fail(late) : work(owner, signal, loaded)))
        const result = await Promise.race([over, done])
        if (!result.ok && result.error.overstepped) record(use, false)
        return result
      } finally {
        underWay.delete(one)
      }
    },
    commands: {
      list(plugin) {
        const { grants, owner } = find(plugin)
        return askedBy(plugin).map((capability) => {
          const grant = grants.get(owner, canonical(capability))
          return { capability, state: isGranted(grant) ? 'granted' : grant }
        })
      },
      grantOf(plugin, capability) {
        const { grants, owner } = find(plugin)
        return grants.get(owner, canonical(capability))
      },
      async grant(plugin, asked, duration = 'session') {
        const { grants, owner } = find(plugin)
        const capability = canonical(asked)
        const known = askedBy(plugin).map(canonical).includes(capability)
        if (!known) throw new PluginFailure(refusedGrant(plugin, capability))
        if (!durations.includes(duration)) throw new PluginFailure(noDuration(plugin, duration))
        change(plugin, owner, capability, duration, grants)
      },
      async revoke(plugin, asked) {
        const { grants, owner } = find(plugin)
        const capability = canonical(asked)
        const known = askedBy(plugin).map(canonical).includes(capability)
        if (!known && grants.get(owner, capability) === 'ask')
          throw new PluginFailure(nothingToRevoke(plugin, capability))
        onces.delete(`${owner} ${capability}`)
        change(plugin, owner, capability, 'denied', grants)
        takeBack(owner, capability)
      },
      audit: () => audit.list(),
    },
  }
}

function isGranted(grant: Grant): grant is GrantDuration {
  return grant !== 'ask' && grant !== 'denied'
}

function refusedGrant(plugin: string, capability: string): PluginError {
  const { code, message, hint } = notAskedFor(plugin, capability)
  return pluginError(code, 'idle', { plugin, version: null, generation: null }, message, { hint })
}

function noDuration(plugin: string, duration: string): PluginError {
  const subject = { plugin, version: null, generation: null }
  const hint = `Grant it for ${durations.map((known) => `'${known}'`).join(', ')}.`
  return pluginError('INPUT', 'idle', subject, `Nothing is granted for '${duration}'`, { hint })
}

function nothingToRevoke(plugin: string, capability: string): PluginError {
  const subject = { plugin, version: null, generation: null }
  const hint = `hotplug.permissions.list('${plugin}') names what it asks for.`
  return pluginError('NOT_FOUND', 'idle', subject, `'${plugin}' neither asks for '${capability}' nor has it`, { hint })
}

/** Of all that may run, or wants to. */
function manifestsOf({ versions, dormant, blocked, latest }: Registration): Pick<Manifest, 'permissions'>[] {
  const active = versions.map(({ build }) => build.manifest)
  // What was saved last may have been refused just because it was not granted anything yet.
  const newest = latest && goodManifestOf(latest)
  return [newest, ...active, dormant?.manifest, blocked?.manifest].filter((manifest) => !!manifest)
}
