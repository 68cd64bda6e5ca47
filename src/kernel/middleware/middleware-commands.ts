import type { Config } from '../config'
import { noBuild, pluginError, PluginFailure, type PluginErrorCode } from '../errors'
import type { EventBus } from '../events'
import { knownPlugin } from '../known-plugin'
import { nearest } from '../nearest'
import type { MiddlewareSetting, MiddlewareSettings } from '../ports'
import { readConfig } from '../read-config'
import type { Registry } from '../registry'
import { builtIns, defaultForAll } from './built-ins'
import type { Metrics } from './call-metrics'
import type { Chains, ChainLink } from './chains'
import { targetOf } from './target'

/** What goes around the calls of plugins. A target is a plugin's name, or `'*'` for all. */
export interface MiddlewareCommands {
  /** The names that were set for a plugin, or without one for all; outermost first. */
  list(target?: string): string[]
  /**
   * Sets what goes around the calls of a plugin, or of all; outermost first. Those for all go around those of the
   * plugin. Holds from the next call on, and is kept.
   *
   * @throws PluginFailure for a name that there is not, that stands there twice, or that would go around itself
   */
  set(target: string, names: readonly string[]): void
  /** What a built-in middleware does for this target: every option, with its default where nothing was set. */
  options(target: string, name: string): Config
  /** Sets options of a built-in middleware; those that are left out have their defaults. @throws PluginFailure */
  setOptions(target: string, name: string, values: unknown): void
  /** The whole chain around a plugin, outermost first. @throws PluginFailure `NOT_FOUND` */
  chain(plugin: string): ChainLink[]
  /** Every middleware there is, with what it does. */
  available(): { readonly name: string; readonly description: string }[]
  /** The calls of a plugin in numbers, since the page was loaded. @throws PluginFailure `NOT_FOUND` */
  metrics(plugin: string): Metrics
}

export interface MiddlewareCommandsOptions {
  readonly registry: Registry
  readonly events: EventBus
  readonly middlewareSettings: MiddlewareSettings
  readonly chains: Chains
}

const forAll = '*'
const mostNames = 32

export function createMiddlewareCommands(options: MiddlewareCommandsOptions): MiddlewareCommands {
  const { registry, events, middlewareSettings: settings, chains } = options

  function checkTarget(target: string): void {
    if (target !== forAll) knownPlugin(registry, target, 'commit')
  }

  function middlewarePlugins(): { readonly name: string; readonly description: string }[] {
    return registry.list().flatMap((registration) => {
      const { manifest } = targetOf(registration, undefined)
      if (manifest?.kind !== 'middleware') return []
      return [{ name: registration.name, description: manifest.description ?? '' }]
    })
  }

  function available() {
    return [...[...builtIns].map(([name, { description }]) => ({ name, description })), ...middlewarePlugins()]
  }

  function checkNames(target: string, names: readonly string[]): void {
    const known = available().map(({ name }) => name)
    // One that is not up just now may stay: the others go on being put in order around it.
    const standing = settings.get(target)?.names ?? []
    const unknown = names.find((name) => !known.includes(name) && !standing.includes(name))
    if (unknown !== undefined) {
      const near = nearest(unknown, known)
      const hint = `${near === null ? '' : `Did you mean "${near}"? `}There is ${known.join(', ')}.`
      const reason = registry.get(unknown)
        ? `'${unknown}' is no middleware that is loaded`
        : `There is no middleware '${unknown}'`
      throw failure('NOT_FOUND', target, reason, hint)
    }
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice !== undefined)
      throw failure('INPUT', target, `'${twice}' stands there twice`, 'Name each middleware once.')
    const circle = findCircle(target, names)
    if (!circle) return
    const path = circle.join(' → ')
    const message =
      circle.length === 2
        ? `'${target}' would go around itself: ${path}`
        : `These go around each other in a circle: ${path}`
    throw failure('DEPENDENCY_CYCLE', target, message, 'Take one of them out.')
  }

  /** The way from a target over what goes around it back to itself. Those for all go around no middleware. */
  function findCircle(target: string, names: readonly string[], path: readonly string[] = [target]): string[] | null {
    for (const name of names) {
      if (name === path[0]) return [...path, name]
      const further = path.includes(name) ? [] : (settings.get(name)?.names ?? [])
      const circle = findCircle(target, further, [...path, name])
      if (circle) return circle
    }
    return null
  }

  function builtInOf(target: string, name: string) {
    const builtIn = builtIns.get(name)
    if (builtIn) return builtIn
    const hint = `Options have ${[...builtIns.keys()].join(', ')}; a middleware that is a plugin has its config.`
    throw failure('NOT_FOUND', target, `There is no built-in middleware '${name}'`, hint)
  }

  function change(target: string, setting: MiddlewareSetting): void {
    settings.set(target, { ...settings.get(target), ...setting })
    chains.rebuild()
    events.emit({ type: 'changed', plugin: target, what: 'middleware' })
  }

  return {
    list: (target = forAll) => [...(settings.get(target)?.names ?? (target === forAll ? defaultForAll : []))],
    set(target, names) {
      checkTarget(target)
      const given = readNames(target, names)
      checkNames(target, given)
      change(target, { names: given })
    },
    options(target, name) {
      const read = builtInOf(target, name).readOptions(settings.get(target)?.options?.[name] ?? {})
      return read.ok ? read.value : {}
    },
    setOptions(target, name, values) {
      checkTarget(target)
      const builtIn = builtInOf(target, name)
      const config = readConfig(values)
      const read = config.ok ? builtIn.readOptions(config.value) : null
      const problem = config.ok ? (read?.ok === false ? read.error[0] : undefined) : config.error
      if (problem)
        throw failure(
          'INPUT',
          target,
          `The options of '${name}' are not accepted at ${problem.path || '/'}: ${problem.message}`,
          'See the options that there are, and their defaults.',
        )
      if (config.ok) change(target, { options: { ...settings.get(target)?.options, [name]: config.value } })
    },
    chain: (plugin) => chains.links(knownPlugin(registry, plugin, 'execute')),
    available,
    metrics: (plugin) => chains.metrics(knownPlugin(registry, plugin, 'execute')),
  }
}

/** The names may come from anybody's script. */
function readNames(target: string, names: unknown): string[] {
  const isList = Array.isArray(names) && names.length <= mostNames
  if (isList && names.every((name): name is string => typeof name === 'string')) return [...names]
  throw failure(
    'INPUT',
    target,
    'The middleware is not given as names',
    `Give a list of up to ${mostNames} names, outermost first.`,
  )
}

function failure(code: PluginErrorCode, target: string, message: string, hint?: string): PluginFailure {
  return new PluginFailure(pluginError(code, 'commit', noBuild(target), message, hint === undefined ? {} : { hint }))
}
