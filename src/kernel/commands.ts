import { createCapabilityAnswerers, createOnAsk } from './answers'
import { createCarryState, type CarryState } from './carry-state'
import type { CallReport, HealthReport } from './reports'
import { createConfigCommands, type ConfigCommands } from './config-commands'
import type { SubmitOptions } from './pending-call'
import {
  listDependencies,
  refuseDependencies,
  versionsToKeep,
  type Dependency,
  type DependencyRefusal,
} from './dependencies'
import { detailsOf, type PluginDetails } from './details'
import type { Subject } from './errors'
import { createHealth, type Health } from './health'
import type { Instance, OnAsk } from './instance'
import { knownPlugin } from './known-plugin'
import { createKnots, type Knots } from './knots'
import type { Manifest } from './manifest-schema'
import { nextAnswerer } from './middleware/around'
import { followSettings } from './middleware/follow-settings'
import { createChains, type Chains, type ChainsOptions } from './middleware/chains'
import { createMiddlewareCommands, type MiddlewareCommands } from './middleware/middleware-commands'
import { createPermissions, type Permissions, type PermissionsOptions } from './permissions'
import { createPluginCalls } from './plugin-calls'
import { createPipelines, type Pipelines } from './pipeline/pipelines'
import { createRedactor, type Redaction } from './redaction'
import { createRecovery, type Recovery, type RecoveryOptions } from './recovery'
import type { Registration, Registry } from './registry'
import { createStateCommands, type StateCommands } from './state-commands'
import type { Swap } from './swap'
import { createUnloadCommands, type UnloadCommands } from './unload'
import { createVersionCommands, type VersionCommands } from './version-commands'

/** All of the plugin system that no first output needs. The kernel fetches it when it is needed, or the page has the time. */
export interface Commands
  extends ConfigCommands, StateCommands, UnloadCommands, VersionCommands, Recovery, Knots, Pipelines {
  readonly health: Health
  /** How the version that serves by default feels. @throws PluginFailure `NOT_FOUND` */
  healthOf(plugin: string): Promise<HealthReport>
  readonly permissions: Permissions
  readonly chains: Chains
  readonly middleware: MiddlewareCommands
  readonly onAsk: OnAsk
  readonly redaction: Redaction
  readonly carryState: CarryState
  /** Why a plugin cannot come up for its dependencies, if it cannot; all who are in a circle are told of it. */
  refuseDependencies(manifest: Manifest, subject: Subject): DependencyRefusal | null
  /** See {@link versionsToKeep}. */
  versionsToKeep(registration: Registration, current: Manifest): Set<string>
  /** To be told when a version serves: somebody may have waited for it. */
  onUp(registration: Registration, instance: Instance): void
  /** Brings up those who waited for this plugin, and ends versions that nobody needs any more. */
  wake(registration: Registration): void
  dependencies(): Dependency[]
  details(plugin: string): PluginDetails
}

export interface CommandsOptions
  extends
    Omit<RecoveryOptions, 'onAsk' | 'redaction' | 'onUp'>,
    Pick<PermissionsOptions, 'loadHost'>,
    Omit<ChainsOptions, 'registry' | 'permissions' | 'redact'> {
  readonly registry: Registry
  readonly swap: Swap
  /** Calls a plugin through its chain. */
  readonly run: (plugin: string, input: unknown, options: SubmitOptions) => Promise<CallReport>
}

export function createCommands(options: CommandsOptions): Commands {
  const { registry, events, swap } = options
  const health = createHealth(options)
  const redaction = createRedactor()
  const redact = redaction.text
  const permissions = createPermissions({ ...options, redact })
  const chains = createChains({ ...options, permissions, redact })
  followSettings({ ...options, chains })
  const onAsk = createOnAsk(
    {
      'plugins.call': createPluginCalls({ ...options, permissions }),
      'call.next': nextAnswerer,
      ...createCapabilityAnswerers(permissions, redaction),
    },
    events,
  )
  const versions = createVersionCommands(options)

  /** Everybody in a circle of dependencies is told, not only the one that closed it. */
  function tellCircle({ error, circle }: DependencyRefusal): void {
    for (const name of new Set(circle)) {
      const registration = registry.get(name)
      if (!registration?.blocked || name === error.plugin) continue
      const { version } = registration.blocked.manifest
      registration.lastError = { ...error, plugin: name, version, generation: null }
      events.emit({ type: 'error', error: registration.lastError })
    }
  }

  function wake({ name }: Registration): void {
    for (const other of registry.list()) {
      const { blocked } = other
      if (!blocked || !Object.hasOwn(blocked.manifest.dependencies, name) || other.disabled) continue
      const subject = { plugin: other.name, version: blocked.manifest.version, generation: null }
      if (!refuseDependencies(registry, blocked.manifest, subject)) void swap(other, { source: blocked.source })
    }
    versions.prune()
  }

  function onUp(registration: Registration, instance: Instance): void {
    chains.onUp(registration)
    permissions.onUp(instance.build)
    health.watch(registration, instance)
    wake(registration)
  }

  // Those that came up before this was there.
  for (const registration of registry.list())
    for (const { serving } of registration.versions) if (serving) health.watch(registration, serving)

  return {
    ...createConfigCommands(options),
    ...createStateCommands(options),
    ...createUnloadCommands(options),
    ...versions,
    ...createKnots(options),
    ...createRecovery({ ...options, onAsk, redaction: () => redaction, onUp }),
    ...createPipelines({ ...options, health, batches: chains.batches, prune: versions.prune }),
    permissions,
    health,
    async healthOf(plugin) {
      const serving = knownPlugin(registry, plugin, 'probe').current?.serving
      return serving ? health.check(serving) : { status: 'failing', detail: `'${plugin}' is not loaded`, errorRate: 0 }
    },
    chains,
    middleware: createMiddlewareCommands({ ...options, chains }),
    onAsk,
    redaction,
    carryState: createCarryState(options),
    onUp,
    wake,
    refuseDependencies(manifest, subject) {
      const refusal = refuseDependencies(registry, manifest, subject)
      if (refusal) tellCircle(refusal)
      return refusal
    },
    versionsToKeep: (registration, current) => versionsToKeep(registry, registration, current),
    dependencies: () => listDependencies(registry),
    details: (plugin) => detailsOf(registry, plugin),
  }
}
