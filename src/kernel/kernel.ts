import type { Build } from './build'
import { createCallQueue } from './calls'
import { pluginError, type PluginError } from './errors'
import type { EventBus } from './events'
import type { Instance } from './instance'
import type { State } from './lifecycle'
import type { Clock, Compiler, GuestFault, PluginSource, Sandbox } from './ports'
import { createPostMortem } from './post-mortem'
import { createRecovery } from './recovery'
import { createRegistry, type Registration } from './registry'
import type { CallReport, PluginStatus, RunOptions, SwapReport, UnloadReceipt } from './reports'
import { retire } from './retire'
import { createSwap, endRecovery, unloading } from './swap'

/** The plugin system. Nothing in it throws for what a plugin does; every failure is a value. */
export interface Kernel {
  /** Builds the plugin from these files and swaps it in. A newer save of the same plugin supersedes this one. */
  save(source: PluginSource): Promise<SwapReport>
  /** Calls the plugin: whichever instance serves when the call's turn comes. */
  run(plugin: string, input: unknown, options?: RunOptions): Promise<CallReport>
  /** Drains, stops and reaps the plugin's instance. */
  unload(plugin: string): Promise<UnloadReceipt>
  /**
   * Swaps an earlier generation's source in again, as a new generation; refused with `NOT_FOUND` where there was none of that
   * number. The person's files stay as they are.
   */
  rollback(plugin: string, generation: number): Promise<SwapReport>
  /** Starts the newest generation's source anew, with its crashes forgotten: the way out of quarantine. */
  reset(plugin: string): Promise<SwapReport>
  /** Every plugin that was ever saved, sorted by name. */
  status(): PluginStatus[]
}

export interface KernelOptions {
  readonly clock: Clock
  readonly events: EventBus
  readonly sandbox: Sandbox
  readonly compiler: Compiler
  /** See {@link PostMortemOptions}. */
  readonly guardLoops: (code: string) => Promise<string>
  /**
   * Resolves when the page has had the time to draw what a commit brought. The predecessor, which takes no calls any
   * more, is stopped and reaped only then; at once where this is left out.
   */
  readonly yieldToOutput?: () => Promise<void>
}

/**
 * Wires the registry, the swap, the calls and the recovery together.
 *
 * @example
 * ```ts
 * const events = createEventBus({ date: Date.now })
 * const kernel = createKernel({ clock, events, sandbox, compiler })
 * await kernel.save({ name: 'greeter', files: { 'plugin.json': '…', 'index.ts': '…' } })
 * await kernel.run('greeter', 'Ada')
 * ```
 */
export function createKernel({ clock, events, sandbox, compiler, guardLoops, yieldToOutput }: KernelOptions): Kernel {
  const findLoop = createPostMortem({ clock, sandbox, guardLoops })
  const onStuck = (...stuck: Parameters<typeof tellLoop>) => void tellLoop(...stuck)
  const registry = createRegistry((name) =>
    createCallQueue({ plugin: name, clock, events, onEnd: (report) => count(name, report), onStuck }),
  )
  const recovery = createRecovery({ clock, events, sandbox, onStateChange: tellState, onDeath })
  const swap = createSwap({
    clock,
    events,
    sandbox,
    compiler,
    findLoop,
    onStateChange: tellState,
    onDeath,
    yieldToOutput,
  })

  function tellState({ plugin, version, generation }: Build, from: State, to: State): void {
    events.emit({ type: 'state', plugin, version, generation, from, to })
  }

  /** A candidate that dies fails its own request, and a draining instance is on its way out: only the serving counts. */
  function onDeath(instance: Instance, fault: GuestFault): void {
    const registration = registry.get(instance.build.plugin)
    if (registration?.serving === instance) void recovery.recover(registration, instance, fault)
  }

  /** The caller has its answer already; the place of the loop follows when it is found. */
  async function tellLoop({ build }: Instance, input: unknown, error: PluginError): Promise<void> {
    const position = await findLoop(build, { method: 'execute', input })
    if (position)
      events.emit({ type: 'error', error: { ...error, ...position, message: `${error.message}: it was in this loop` } })
  }

  function count(name: string, report: CallReport): void {
    const stats = registry.get(name)?.stats
    if (!stats) return
    stats.calls++
    if (!report.ok) stats.errors++
  }

  events.on((event) => {
    if (event.type !== 'dropped') return
    const stats = registry.get(event.plugin)?.stats
    if (stats) stats.dropped += event.count
  })

  function run(plugin: string, input: unknown, options: RunOptions = {}): Promise<CallReport> {
    const registration = registry.get(plugin)
    if (!registration) return refused(notFound(plugin, `There is no plugin '${plugin}'`))
    const reason = whyNobodyAnswers(registration)
    return reason ? refused(reason) : registration.calls.submit(input, options)
  }

  function whyNobodyAnswers({ name, serving, staging, recovering, lastError }: Registration): PluginError | null {
    if (serving || staging || recovering) return null
    if (lastError?.code === 'QUARANTINED') return lastError
    const reason = lastError ? `: its last save failed with ${lastError.code}, ${lastError.message}` : ''
    return notFound(name, `'${name}' is not loaded${reason}`)
  }

  async function unload(plugin: string): Promise<UnloadReceipt> {
    const since = clock.now()
    const registration = registry.get(plugin)
    const serving = registration?.serving
    if (registration) {
      registration.staging?.abort(unloading)
      registration.staging = null
      endRecovery(registration)
      registration.serving = null
      registration.predecessor = null
      registration.lastError = null
      registration.calls.pointAt(null)
      const subject = { plugin, version: null, generation: null }
      registration.calls.refuse(pluginError('CANCELLED', 'unload', subject, `'${plugin}' was unloaded`))
    }
    if (registration && serving) {
      return retire(serving, { calls: registration.calls, clock, events, measure: (_phase, work) => work() })
    }
    return {
      ...{ plugin, version: null, generation: null },
      ...{ unloaded: false, timers: 0, pendingCalls: 0, workerEnded: true },
      durationMs: clock.now() - since,
      error: null,
    }
  }

  function rollback(plugin: string, generation: number): Promise<SwapReport> {
    const registration = registry.get(plugin)
    const found = registration?.generations.find(generation)
    if (registration && found) return swap(registration, found.source)
    const known = registration?.generations.list().map((kept) => kept.generation) ?? []
    const message = `There is no generation ${generation} of '${plugin}' in this session`
    return Promise.resolve(notSwapped(registration, plugin, message, `Known are: ${known.join(', ') || 'none'}.`))
  }

  function reset(plugin: string): Promise<SwapReport> {
    const registration = registry.get(plugin)
    const newest = registration?.generations.newest()
    if (registration && newest) return swap(registration, newest.source)
    const message = `Nothing of '${plugin}' was ever committed in this session`
    return Promise.resolve(notSwapped(registration, plugin, message, 'Save it first.'))
  }

  function statusOf(registration: Registration): PluginStatus {
    const { name, serving, lifecycle, lastError, stats, calls, generations } = registration
    return {
      name,
      version: serving?.build.version ?? null,
      generation: serving?.build.generation ?? null,
      state: lifecycle?.state ?? (lastError ? 'failed' : 'compiling'),
      permissions: serving?.build.manifest.permissions ?? [],
      generations: generations.list(),
      stats: { ...stats, inFlight: serving?.running ?? 0, waiting: calls.waiting },
      lastError,
    }
  }

  return {
    save: (source) => swap(registry.register(source.name), source),
    run,
    unload,
    rollback,
    reset,
    status: () => registry.list().map(statusOf),
  }
}

function notFound(plugin: string, message: string): PluginError {
  return pluginError('NOT_FOUND', 'execute', { plugin, version: null, generation: null }, message)
}

function notSwapped(registration: Registration | undefined, plugin: string, message: string, hint: string): SwapReport {
  const subject = { plugin, version: null, generation: null }
  const error = pluginError('NOT_FOUND', 'compile', subject, message, { hint })
  return { ok: false, error, serving: registration?.serving?.build.generation ?? null }
}

function refused(error: PluginError): Promise<CallReport> {
  return Promise.resolve({ ok: false, error, durationMs: 0, call: null, warnings: [] })
}
