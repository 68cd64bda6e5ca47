import { isUp } from '../active-version'
import type { SubmitOptions } from '../pending-call'
import type { Config } from '../config'
import type { EventBus } from '../events'
import type { Clock, MiddlewareSettings, SchemaCheck } from '../ports'
import type { Registration, Registry } from '../registry'
import type { CallReport } from '../reports'
import { loadSemver } from '../semver'
import { sumOf } from '../status'
import type { AroundBatch, SendBatch } from './batch'
import type { ActiveMiddleware, Surroundings } from './built-in'
import { builtIns, defaultForAll, defaultForMiddleware } from './built-ins'
import { createCallMetrics, type CallMetrics, type Metrics } from './call-metrics'
import { compose, composeBatches } from './compose'
import type { ChainCall, NextStep } from './middleware'
import { pluginMiddleware, refuseDirectCall, whyMissing } from './plugin-middleware'
import { targetOf } from './target'
import type { TraceStep } from './trace'
import { createValueCheck } from './value-check'

/** Calls a plugin without anything around the call. */
export type Submit = (plugin: string, input: unknown, options: SubmitOptions) => Promise<CallReport>

export interface ChainsOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly events: EventBus
  readonly schemas: SchemaCheck
  /** From 0 up to 1. */
  readonly random: () => number
  readonly middlewareSettings: MiddlewareSettings
  readonly permissions: Surroundings['permissions']
  readonly redact: Surroundings['redact']
  readonly submit: Submit
}

/** One middleware of a chain, as a person sees it. */
export interface ChainLink {
  readonly name: string
  /** Whose list it stands in: `'*'`, or the plugin's name. */
  readonly of: string
  readonly kind: 'built-in' | 'plugin'
  /** Why no call can go through it now; `null` where each can. */
  readonly problem: string | null
}

/** What is around the calls of each plugin. */
export interface Chains {
  /**
   * Calls a plugin through its chain.
   *
   * @param answered - what the plugin answered already, where it was called before the chain was there
   */
  run(plugin: string, input: unknown, options: SubmitOptions, answered?: CallReport): Promise<CallReport>
  /** How batches go to a plugin through its chain; `null` where something in it takes items only one by one. */
  batches(plugin: string): SendBatch | null
  /** The whole chain around a plugin, outermost first. */
  links(registration: Registration): ChainLink[]
  metrics(registration: Registration): Metrics
  /** Names or options are not what they were. */
  rebuild(): void
  /** A version of the plugin serves anew. */
  onUp(registration: Registration): void
}

/** What is kept for one plugin. */
interface Chain {
  readonly metrics: CallMetrics
  /** The built-in ones, with what they learnt and the options that they were made with, by name. */
  readonly active: Map<string, { readonly options: string; readonly made: ActiveMiddleware; inside: string }>
  /** `null` where it is to be composed anew. */
  composed: { readonly enter: NextStep; readonly batches: SendBatch | null } | null
}

export function createChains(options: ChainsOptions): Chains {
  const { registry, clock, events, schemas, random, middlewareSettings: settings } = options
  const { permissions, redact, submit } = options
  const values = createValueCheck(schemas)
  const chains = new WeakMap<Registration, Chain>()
  /** The plugins that calls have gone through. */
  const passed = new Set<string>()

  events.on((event) => {
    if (event.type === 'permission' || (event.type === 'state' && passed.has(event.plugin))) changed()
  })

  function changed(): void {
    for (const registration of registry.list())
      for (const { made } of chains.get(registration)?.active.values() ?? []) made.onChange?.()
  }

  function chainOf(registration: Registration): Chain {
    const known = chains.get(registration)
    if (known) return known
    const chain: Chain = { metrics: createCallMetrics(sumOf(registration)), active: new Map(), composed: null }
    chains.set(registration, chain)
    return chain
  }

  /** A name that stands in both lists counts where the plugin has it. */
  function namesOf(registration: Registration): { readonly name: string; readonly of: string }[] {
    const { name: plugin } = registration
    const isMiddleware = targetOf(registration, undefined).manifest?.kind === 'middleware'
    const own = settings.get(plugin)?.names ?? (isMiddleware ? defaultForMiddleware : [])
    const forAll = isMiddleware ? [] : (settings.get('*')?.names ?? defaultForAll)
    return [
      ...forAll.filter((name) => !own.includes(name) && name !== plugin).map((name) => ({ name, of: '*' })),
      ...own.map((name) => ({ name, of: plugin })),
    ]
  }

  function optionsOf(name: string, target: string): Config {
    return settings.get(target)?.options?.[name] ?? {}
  }

  /** What a middleware learnt stays as long as its options do. */
  function activate(registration: Registration, chain: Chain, name: string, of: string): ActiveMiddleware {
    const builtIn = builtIns.get(name)
    if (!builtIn) {
      passed.add(name)
      return { middleware: pluginMiddleware(name, registration, { registry, clock, callMiddleware: enter }) }
    }
    const given = optionsOf(name, of)
    const key = JSON.stringify(given)
    const known = chain.active.get(name)
    if (known?.options === key) return known.made
    // Options that were kept by another version of Hotplug may not fit any more.
    const read = builtIn.readOptions(given)
    const { metrics } = chain
    const around = { registration, clock, events, random, values, metrics, permissions, redact }
    const made = builtIn.create(read.ok ? given : {}, around)
    chain.active.set(name, { options: key, made, inside: '' })
    return made
  }

  function composedOf(registration: Registration): NonNullable<Chain['composed']> {
    const chain = chainOf(registration)
    return (chain.composed ??= build(registration, chain))
  }

  function build(registration: Registration, chain: Chain): NonNullable<Chain['composed']> {
    const links = namesOf(registration)
    for (const name of [...chain.active.keys()])
      if (!links.some((link) => link.name === name)) chain.active.delete(name)
    const steps = links.map(({ name, of }) => ({ name, ...activate(registration, chain, name, of) }))
    tellInside(
      chain,
      links.map(({ name }) => name),
    )
    const around = composeBatches(steps)
    const batches = around && sendThrough(around, registration)
    return { enter: compose(steps, reach, clock), batches }
  }

  /** Tells each built-in one of what stands inside of it, where that is not what it was. */
  function tellInside({ active }: Chain, names: readonly string[]): void {
    for (const [place, name] of names.entries()) {
      const known = active.get(name)
      const inside = names.slice(place + 1).join()
      if (!known || known.inside === inside) continue
      known.inside = inside
      known.made.onChange?.()
    }
  }

  /** Told nothing else, a call or a batch has so long. */
  function deadlineFor({ calls }: Registration, { version, since = clock.now(), timeoutMs }: SubmitOptions) {
    return { since, timeoutMs: timeoutMs ?? calls.limitsOf(version).executeMs }
  }

  function sendThrough(around: AroundBatch, registration: Registration): SendBatch {
    return (batch, next) => {
      const options = { ...batch.options, ...deadlineFor(registration, batch.options) }
      return around({ ...batch, options, gates: [] }, next)
    }
  }

  function reach({ plugin, input, options, answered }: ChainCall): Promise<CallReport> {
    return answered ? Promise.resolve(answered) : submit(plugin, input, options)
  }

  async function enter(
    plugin: string,
    input: unknown,
    given: SubmitOptions,
    answered: CallReport | null = null,
  ): Promise<CallReport> {
    const registration = registry.get(plugin)
    // A batch, or the end of a stream, is no call that goes around: see {@link Chains.batches}.
    if (!registration || given.admission?.isSingle === false) return submit(plugin, input, given)
    const { quiet = given.parent?.quiet === true } = given
    const options = { ...given, ...deadlineFor(registration, given) }
    const steps: TraceStep[] | null = quiet ? null : []
    const report = await composedOf(registration).enter({ plugin, input, options, answered, trace: steps })
    const durationMs = clock.now() - options.since
    if (steps) {
      const { version, generation } = report.ok ? report : report.error
      events.emit({ type: 'trace', plugin, version, generation, call: report.call, durationMs, steps })
    }
    return { ...report, durationMs }
  }

  return {
    async run(plugin, input, given, answered) {
      if (given.version !== undefined) await loadSemver()
      const registration = registry.get(plugin)
      const target = registration && targetOf(registration, given.version)
      if (target?.manifest?.kind !== 'middleware') return enter(plugin, input, given, answered)
      return { ok: false, error: refuseDirectCall(plugin, target), durationMs: 0, call: null, warnings: [] }
    },
    batches(plugin) {
      const registration = registry.get(plugin)
      return registration ? composedOf(registration).batches : null
    },
    links: (registration) =>
      namesOf(registration).map(({ name, of }) => {
        const isBuiltIn = builtIns.has(name)
        return { name, of, kind: isBuiltIn ? 'built-in' : 'plugin', problem: isBuiltIn ? null : problemOf(name) }
      }),
    metrics: (registration) => chainOf(registration).metrics.read(),
    rebuild() {
      for (const registration of registry.list()) {
        const chain = chains.get(registration)
        if (chain) chain.composed = null
      }
    },
    onUp(registration) {
      if (passed.has(registration.name)) changed()
      const chain = chains.get(registration)
      if (!chain) return
      chain.composed = null
      for (const { made } of chain.active.values()) made.onUp?.()
    },
  }

  function problemOf(name: string): string | null {
    const registration = registry.get(name)
    const missing = whyMissing(registration, name)
    if (missing || !registration) return missing
    const { versions, staging, dormant, lastError } = registration
    if (staging || dormant || versions.some(isUp)) return null
    return lastError?.message ?? `'${name}' is not loaded`
  }
}
