import { createCallQueue, type CallQueueOptions } from './calls'
import type { Commands } from './commands'
import type { ConfigCommands } from './config-commands'
import { createDeaths } from './deaths'
import { unexpected, type Subject } from './errors'
import type { EventBus } from './events'
import type { Sandbox } from './guest-port'
import type { CapabilityHost } from './host-port'
import { notReady } from './known-plugin'
import { loadCommands, loadedCommands } from './late-commands'
import type { State } from './lifecycle'
import { manifestFile } from './manifest-file'
import type { MiddlewareCommands } from './middleware/middleware-commands'
import type { PermissionCommands } from './permission-commands'
import type { Clock, Compiler, ConfigValues, MiddlewareSettings, PluginSource, SchemaCheck } from './ports'
import { readManifest } from './read-manifest'
import { countsOf, createRegistry, findVersion, servingGeneration } from './registry'
import type { CallReport, HealthReport, PluginStatus, RunOptions, SwapReport, UnloadReceipt } from './reports'
import { rest } from './rest'
import { fail } from './result'
import { nothingUnloaded } from './retire'
import { routeOf } from './routing'
import { createRuns } from './run'
import { loadSemver } from './semver'
import type { StateCommands } from './state-commands'
import { statusOf } from './status'
import { createSwap } from './swap'
import type { UnloadCommands } from './unload'
import type { VersionCommands } from './version-commands'

/**
 * The plugin system. Nothing in it throws for what a plugin does; every failure is a value. The commands that give no
 * promise throw `NOT_READY` before {@link Kernel.complete} has resolved.
 */
export interface Kernel
  extends
    ConfigCommands,
    StateCommands,
    UnloadCommands,
    Omit<VersionCommands, 'prune'>,
    Pick<Commands, 'dependencies' | 'details' | 'runPipeline'> {
  /** What a person lets plugins do, and what they did. */
  readonly permissions: PermissionCommands
  /**
   * Fetches all that a first output does not need. Whatever needs it sooner fetches it by itself. Rejects where it cannot
   * be fetched; another call tries again.
   */
  complete(): Promise<void>
  /**
   * Takes a plugin in at start-up: brings it up, unless it is disabled, or its `activation` says that its first call
   * does. `null` where it is not brought up now.
   */
  load(source: PluginSource, options?: { readonly disabled?: boolean }): Promise<SwapReport | null>
  /** Builds the plugin from these files and swaps it in. A newer save of the same plugin supersedes this one. */
  save(source: PluginSource, options?: { readonly withoutState?: boolean }): Promise<SwapReport>
  /** Calls the plugin: whichever instance serves when the call's turn comes. */
  run(plugin: string, input: unknown, options?: RunOptions): Promise<CallReport>
  /** What goes around the calls. */
  readonly middleware: MiddlewareCommands
  /** Asks the version that serves by default how it feels. @throws PluginFailure `NOT_FOUND` */
  health(plugin: string): Promise<HealthReport>
  /** Every plugin that was ever saved, sorted by name; one entry for each active version. */
  status(): PluginStatus[]
}

export interface KernelOptions {
  readonly clock: Clock
  readonly events: EventBus
  readonly sandbox: Sandbox
  readonly compiler: Compiler
  readonly configs: ConfigValues
  readonly schemas: SchemaCheck
  /** Called when the commands are there; after a failure, when somebody next asks for what is in it. */
  readonly loadHost: () => Promise<CapabilityHost>
  readonly middlewareSettings: MiddlewareSettings
  /** From 0 up to 1. */
  readonly random: () => number
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
 * const kernel = createKernel({ clock, events, sandbox, compiler, … })
 * await kernel.save({ name: 'greeter', files: { 'plugin.json': '…', 'index.ts': '…' } })
 * await kernel.run('greeter', 'Ada')
 * ```
 */
export function createKernel(options: KernelOptions): Kernel {
  const { clock, events } = options
  const registry = createRegistry((name) =>
    createCallQueue({
      ...{ plugin: name, route: routeOf(registry, name), clock, events },
      onEnd: countFor(name),
      onWait: () => commands?.onWait(),
      onStuck: (...stuck) => void tellLoop(...stuck),
    }),
  )
  const lateCommands = { commands: () => commands, complete }
  const { onDeath, findLoop, tellLoop } = createDeaths({ ...options, ...lateCommands, registry })
  const swap = createSwap({
    ...options,
    findLoop,
    onStateChange: tellState,
    onDeath,
    onAsk: async (...ask) => (await complete()).onAsk(...ask),
    redaction: () => commands?.redaction,
    carryState: async (inheritance) => (await complete()).carryState(inheritance),
    loadDependencies: complete,
    refuseDependencies: (...candidate) => commands?.refuseDependencies(...candidate) ?? null,
    // Before the commands are there, no plugin has a dependency and no version is pinned.
    versionsToKeep: (registration, current) =>
      commands?.versionsToKeep(registration, current) ?? new Set([current.version]),
    onUp: (...up) => commands?.onUp(...up),
  })
  const { run, submit } = createRuns({ ...options, ...lateCommands, registry, swap })
  const loaded = loadedCommands()
  let commands = loaded && makeCommands(loaded)

  function makeCommands(create: NonNullable<typeof loaded>): Commands {
    return create({ ...options, registry, swap, run, submit, onDeath, onStateChange: tellState })
  }

  async function complete(): Promise<Commands> {
    const create = await loadCommands()
    return (commands ??= makeCommands(create))
  }

  /** The commands for those who cannot wait. */
  function atOnce(): Commands {
    if (commands) return commands
    throw notReady()
  }

  function tellState({ plugin, version, generation }: Subject, from: State, to: State): void {
    events.emit({ type: 'state', plugin, version, generation, from, to })
  }

  /** A call belongs to the version that had it, or would have had it. */
  function countFor(name: string): CallQueueOptions['onEnd'] {
    return (report, { at, range }) => {
      const registration = registry.get(name)
      if (registration) {
        const counts = countsOf(registration, (at?.instance ?? findVersion(registration, range))?.build.version)
        counts.calls++
        if (!report.ok) counts.errors++
      }
      if (at) commands?.health.count(at.instance, report)
    }
  }

  events.on((event) => {
    if (event.type !== 'dropped') return
    const registration = registry.get(event.plugin)
    if (registration) countsOf(registration, event.version).dropped += event.count
  })

  /** For a command that can wait: at once where the commands are there already. */
  function late<Value>(command: (commands: Commands) => Promise<Value>): Promise<Value> {
    return commands ? command(commands) : complete().then(command)
  }

  /** … that gives a report, and never rejects. */
  function lateSwap(plugin: string, command: (commands: Commands) => Promise<SwapReport>): Promise<SwapReport> {
    const failed = (bug: unknown): SwapReport => {
      const serving = servingGeneration(registry.get(plugin))
      return { ok: false, error: unexpected(plugin, bug), serving }
    }
    return late(command).catch(failed)
  }

  /** … that gives a receipt, and never rejects. */
  function lateEnd(plugin: string, command: (commands: Commands) => Promise<UnloadReceipt>): Promise<UnloadReceipt> {
    return late(command).catch((bug: unknown) => ({
      ...nothingUnloaded(plugin, 0, unexpected(plugin, bug)),
      workerEnded: false,
    }))
  }

  return {
    async complete() {
      await (await complete()).permissions.ready()
    },
    async load(source, { disabled = false } = {}) {
      const registration = registry.register(source.name)
      registration.latest = source
      if (disabled) {
        registration.disabled = true
        rest(registration, tellState)
        return null
      }
      const manifest = await readManifest(source.files[manifestFile] ?? '', source.name)
      if (!manifest.ok || manifest.value.activation !== 'call') return swap(registration, { source })
      if (Object.keys(manifest.value.dependencies).length > 0) await loadSemver()
      // A save, or a switch, may have come meanwhile.
      if (registration.latest !== source || registration.staging || registration.current || registration.disabled)
        return null
      registration.dormant = { source, manifest: manifest.value }
      commands?.wake(registration)
      return null
    },
    save(source, { withoutState = false } = {}) {
      const registration = registry.register(source.name)
      registration.latest = source
      return swap(registration, { source, withoutState })
    },
    run,
    health: (plugin) => late(({ healthOf }) => healthOf(plugin)),
    status: () => registry.list().flatMap(statusOf),
    runPipeline: (...run) => late(({ runPipeline }) => runPipeline(...run)),
    unload: (plugin) => lateEnd(plugin, ({ unload }) => unload(plugin)),
    disable: (plugin) => lateEnd(plugin, ({ disable }) => disable(plugin)),
    enable: (plugin) => lateSwap(plugin, ({ enable }) => enable(plugin)),
    forget: (plugin) => late(({ forget }) => forget(plugin)),
    rollback: (plugin, ...to) => lateSwap(plugin, ({ rollback }) => rollback(plugin, ...to)),
    reset: (plugin) => lateSwap(plugin, ({ reset }) => reset(plugin)),
    setConfig: (plugin, values) => lateSwap(plugin, ({ setConfig }) => setConfig(plugin, values)),
    takeState: (plugin) =>
      late(({ takeState }) => takeState(plugin)).catch((bug: unknown) => fail(unexpected(plugin, bug))),
    unpin: (plugin, version) => lateEnd(plugin, ({ unpin }) => unpin(plugin, version)),
    pin: (plugin, version) => atOnce().pin(plugin, version),
    config: (plugin) => atOnce().config(plugin),
    configValues: (plugin) => atOnce().configValues(plugin),
    state: (plugin) => atOnce().state(plugin),
    stateOrigin: (plugin) => atOnce().stateOrigin(plugin),
    clearState: (plugin) => atOnce().clearState(plugin),
    dependencies: () => atOnce().dependencies(),
    details: (plugin) => atOnce().details(plugin),
    get permissions() {
      return atOnce().permissions.commands
    },
    get middleware() {
      return atOnce().middleware
    },
  }
}
