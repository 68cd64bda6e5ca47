import type { AuditEntry } from './audit'
import { canonical } from './capability-requests'
import { noBuild, pluginError, PluginFailure } from './errors'
import { grantDurations, isGranted, type GrantDuration } from './grant-duration'
import type { CapabilityHost, Grant } from './host-port'
import { knownPlugin, notReady } from './known-plugin'
import type { Manifest } from './manifest-schema'
import { noDuration, nothingToRevoke, refusedGrant } from './permission-faults'
import { goodManifestOf } from './read-good-manifest'
import type { Registration, Registry } from './registry'

/** What a plugin's manifest asks for, and what became of it. */
export interface Permission {
  /** As the manifest names it. */
  readonly capability: string
  readonly state: 'granted' | 'denied' | 'ask'
}

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

export interface PermissionCommandsOptions {
  readonly registry: Registry
  /** `null` where the host is not there yet. */
  readonly grants: () => CapabilityHost['grants'] | null
  readonly change: (plugin: string, owner: string, capability: string, grant: Grant) => void
  /** Denies it, and ends what is under way with it. */
  readonly revoke: (plugin: string, owner: string, capability: string) => void
  readonly audit: () => AuditEntry[]
}

export function createPermissionCommands(options: PermissionCommandsOptions): PermissionCommands {
  const { registry, change, revoke, audit } = options

  /** The grants, and the plugin's owner. */
  function find(plugin: string): { readonly grants: CapabilityHost['grants']; readonly owner: string } {
    const grants = options.grants()
    if (!grants) throw notReady(plugin)
    knownPlugin(registry, plugin, 'idle')
    const owner = grants.ownerOf(plugin)
    if (owner === null)
      throw new PluginFailure(pluginError('NOT_FOUND', 'idle', noBuild(plugin), `'${plugin}' was deleted`))
    return { grants, owner }
  }

  function askedBy(plugin: string): string[] {
    const registration = registry.get(plugin)
    const asked = registration ? manifestsOf(registration).flatMap(({ permissions }) => permissions) : []
    return [...new Set(asked)]
  }

  return {
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
      const { owner } = find(plugin)
      const capability = canonical(asked)
      const known = askedBy(plugin).map(canonical).includes(capability)
      if (!known) throw new PluginFailure(refusedGrant(plugin, capability))
      if (!grantDurations.includes(duration)) throw new PluginFailure(noDuration(plugin, duration))
      change(plugin, owner, capability, duration)
    },
    async revoke(plugin, asked) {
      const { grants, owner } = find(plugin)
      const capability = canonical(asked)
      const known = askedBy(plugin).map(canonical).includes(capability)
      if (!known && grants.get(owner, capability) === 'ask')
        throw new PluginFailure(nothingToRevoke(plugin, capability))
      revoke(plugin, owner, capability)
    },
    audit,
  }
}

/** Of all that may run, or wants to. */
function manifestsOf({ versions, dormant, blocked, latest }: Registration): Pick<Manifest, 'permissions'>[] {
  const active = versions.map(({ build }) => build.manifest)
  // What was saved last may have been refused just because it was not granted anything yet.
  const newest = latest && goodManifestOf(latest)
  return [newest, ...active, dormant?.manifest, blocked?.manifest].filter((manifest) => !!manifest)
}
