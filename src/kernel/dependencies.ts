import { isUp, versionOf, type ActiveVersion } from './active-version'
import { pluginError, type PluginError, type Subject } from './errors'
import type { Manifest } from './manifest-schema'
import { findVersion, highestOf, type Registration, type Registry } from './registry'
import { semver } from './semver'

/** One line of the graph: who depends on whom, and which active version serves it. */
export interface Dependency {
  readonly plugin: string
  readonly dependsOn: string
  /** A SemVer range. */
  readonly range: string
  /** The version that a call goes to now; `null` where none fits. */
  readonly satisfiedBy: string | null
}

type Needs = Pick<Manifest, 'name' | 'version' | 'dependencies'>

/** The version of `plugin` that serves the range: an active one, or one that comes up at its first call. */
export function versionFor(registry: Registry, plugin: string, range: string): string | null {
  const registration = registry.get(plugin)
  if (!registration || registration.disabled) return null
  const active = findVersion(registration, range)
  if (active) return active.build.version
  const dormant = registration.dormant?.manifest.version
  return dormant !== undefined && semver().satisfies(dormant, range) ? dormant : null
}

/** Why a plugin with these dependencies cannot come up now, and who is in the circle if that is the reason. */
export interface DependencyRefusal {
  readonly error: PluginError
  readonly circle: readonly string[]
}

/** `null` where each dependency is met. The library of `semver.ts` must be there. */
export function refuseDependencies(registry: Registry, manifest: Needs, subject: Subject): DependencyRefusal | null {
  const circle = findCircle(registry, manifest)
  if (circle) {
    const path = circle.map(({ name, version }) => `${name} ${version}`).join(' → ')
    const message = `The dependencies go round in a circle: ${path}`
    const error = pluginError('DEPENDENCY_CYCLE', 'manifest', subject, message)
    return { error, circle: circle.map(({ name }) => name) }
  }
  for (const [plugin, range] of Object.entries(manifest.dependencies)) {
    if (versionFor(registry, plugin, range) !== null) continue
    const needed = registry.get(plugin)
    const message = `'${manifest.name}' needs ${plugin} ${range}, and ${whatThereIs(needed, plugin)}`
    const hint = needed && needed.versions.length === 0 ? wayBack(needed) : undefined
    return { error: pluginError('DEPENDENCY_MISSING', 'manifest', subject, message, { hint }), circle: [] }
  }
  return null
}

function whatThereIs(registration: Registration | undefined, plugin: string): string {
  if (!registration) return `there is no plugin '${plugin}'`
  if (registration.disabled) return `'${plugin}' is disabled`
  const versions = registration.versions.filter(isUp).map(versionOf)
  if (registration.dormant) versions.push(registration.dormant.manifest.version)
  if (versions.length > 0) return `there is ${versions.join(', ')}`
  return registration.versions.length > 0 ? `'${plugin}' is quarantined` : `'${plugin}' is not loaded`
}

/** What to do about a dependency that is there, but not loaded. */
export function wayBack({ name, disabled }: Registration): string {
  const way = disabled ? 'Enable' : 'Save or load'
  return `${way} ${name}: what waits for it comes up by itself.`
}

/** The way from a plugin that is about to come up back to itself; `null` where there is none. */
function findCircle(registry: Registry, candidate: Needs): readonly Needs[] | null {
  const seen = new Set<string>()
  const walk = (needs: Needs, path: readonly Needs[]): readonly Needs[] | null => {
    for (const [plugin, range] of Object.entries(needs.dependencies)) {
      if (plugin === candidate.name && semver().satisfies(candidate.version, range)) return [...path, candidate]
      const next = needsOf(registry, plugin, range)
      if (!next) continue
      const key = `${next.name} ${next.version}`
      if (seen.has(key)) continue
      seen.add(key)
      const found = walk(next, [...path, next])
      if (found) return found
    }
    return null
  }
  return walk(candidate, [candidate])
}

/** What serves the range, or waits to. */
function needsOf(registry: Registry, plugin: string, range: string): Needs | null {
  const registration = registry.get(plugin)
  if (!registration) return null
  const active = findVersion(registration, range)
  const waiting = [registration.blocked, registration.dormant].map((one) => one?.manifest)
  const manifests = [active?.build.manifest, ...waiting]
  return manifests.find((one) => one && semver().satisfies(one.version, range)) ?? null
}

/** Every manifest that counts: of the active versions, of what waits for a dependency, and of what waits for a call. */
function manifestsOf({ versions, blocked, dormant }: Registration): Manifest[] {
  return [...versions.map(({ build }) => build.manifest), blocked?.manifest, dormant?.manifest].filter(
    (one) => one !== undefined,
  )
}

/** The whole graph, by plugin. The library of `semver.ts` must be there if any plugin has a dependency. */
export function listDependencies(registry: Registry): Dependency[] {
  const lines = new Map<string, Dependency>()
  for (const registration of registry.list())
    for (const { name, dependencies } of manifestsOf(registration))
      for (const [dependsOn, range] of Object.entries(dependencies)) {
        const satisfiedBy = versionFor(registry, dependsOn, range)
        lines.set(`${name} ${dependsOn} ${range}`, { plugin: name, dependsOn, range, satisfiedBy })
      }
  return [...lines.values()]
}

/** An active version that depends on a plugin, and the range that it needs of it. */
export interface Dependent {
  readonly registration: Registration
  readonly active: ActiveVersion
  readonly range: string
}

export function dependentsOf(registry: Registry, plugin: string): Dependent[] {
  return registry.list().flatMap((registration) =>
    registration.versions.flatMap((active) => {
      const { dependencies } = active.build.manifest
      const range = Object.hasOwn(dependencies, plugin) ? dependencies[plugin] : undefined
      return range === undefined ? [] : [{ registration, active, range }]
    }),
  )
}

/**
 * The versions that stay active although they are not `current`: a person pinned them, or a range needs them, of a dependent
 * or of a pipeline that is under way.
 */
export function versionsToKeep(
  registry: Registry,
  { versions, pinned, inUse, name }: Registration,
  current: Needs,
): Set<string> {
  const kept = new Set([current.version, ...versions.map(versionOf).filter((version) => pinned.has(version))])
  const own = Object.hasOwn(current.dependencies, name) ? current.dependencies[name] : undefined
  const ranges = [...dependentsOf(registry, name), ...inUse].map(({ range }) => range)
  for (const range of own === undefined ? ranges : [own, ...ranges]) {
    if ([...kept].some((version) => semver().satisfies(version, range))) continue
    const needed = highestOf(versions, range)
    if (needed) kept.add(needed.build.version)
  }
  return kept
}
