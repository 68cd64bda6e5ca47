import { createEventBus, type EventBus, type HostEvent } from '../../../../src/kernel/events'
import { createKernel, type Kernel } from '../../../../src/kernel/kernel'
import { loadCommands } from '../../../../src/kernel/late-commands'
import { loadSemver } from '../../../../src/kernel/semver'
import type { Config } from '../../../../src/kernel/config'
import type {
  ConfigValues,
  MiddlewareSetting,
  MiddlewareSettings,
  PluginSource,
  SchemaCheck,
} from '../../../../src/kernel/ports'
import type { CallReport, PluginStatus, RunOptions, SwapReport } from '../../../../src/kernel/reports'
import { createFakeClock, settle, type FakeClock } from './fake-clock'
import { checkSchema } from '../../../../src/kernel/check-schema'
import { createMemoryCompiler, type MemoryCompiler } from './memory-compiler'
import { createMemoryHost, type MemoryHost } from './memory-host'
import type { MemoryRealm, Program } from './memory-realm'
import { createMemorySandbox, type MemorySandbox } from './memory-sandbox'

/** A kernel with all that it needs of the world in memory, for one plugin unless a test names others. */
export interface World {
  readonly kernel: Kernel
  readonly clock: FakeClock
  readonly sandbox: MemorySandbox
  readonly compiler: MemoryCompiler
  readonly host: MemoryHost
  readonly events: readonly HostEvent[]
  /** Listens as the screen does: at the moment of an event. */
  readonly on: EventBus['on']
  /**
   * The files of a plugin that runs this program; a text that no program stands for does not compile. `guarded` is
   * what the program does once its loops are guarded; without it the guarded module does not load.
   */
  source(program: Program | string, manifest?: object, name?: string, guarded?: Program): PluginSource
  /** Saves, and lets everything settle that needs no time. */
  save(program: Program | string, manifest?: object, name?: string): Promise<SwapReport>
  /** Saves without waiting for the outcome. */
  startSave(program: Program | string, manifest?: object, name?: string): Watched<SwapReport>
  run(input?: unknown, options?: RunOptions, name?: string): Promise<CallReport>
  startRun(input?: unknown, options?: RunOptions, name?: string): Watched<CallReport>
  /** The events of one type so far. */
  told<Type extends HostEvent['type']>(type: Type): Extract<HostEvent, { type: Type }>[]
  status(name?: string): PluginStatus
  /** Every active version, oldest first, such as '1.0.0'. */
  versions(name?: string): (string | null)[]
  /** The person's kept config values. */
  readonly configs: ConfigValues
  /** The plugin's folder has another name from now on; `null` if it is gone. */
  move(from: string, to: string | null): void
  /** What another tab set of the middleware is read. */
  reread(target: string, setting: MiddlewareSetting): void
  realm(generation: number, name?: string): MemoryRealm
}

/** Something that will end, to be looked at before it has. */
export interface Watched<Value> {
  readonly done: Promise<Value>
  /** `null` as long as it has not ended. */
  readonly value: Value | null
}

export const pluginName = 'greeter'

/** Never settles. */
export function forever(): Promise<never> {
  return new Promise(() => {})
}

export function watch<Value>(done: Promise<Value>): Watched<Value> {
  const watched: { done: Promise<Value>; value: Value | null } = { done, value: null }
  void done.then((value) => (watched.value = value))
  return watched
}

// Fetched once: what a test waits for is the kernel's own doing.
await Promise.all([
  loadSemver(),
  loadCommands(),
  import('../../../../src/kernel/manifest'),
  import('../../../../src/kernel/read-good-manifest'),
  import('../../../../src/kernel/check-schema'),
  import('../../../../src/kernel/post-mortem'),
])

export function createMemoryConfigs(): ConfigValues {
  const kept = new Map<string, Config>()
  return { get: (plugin) => kept.get(plugin) ?? {}, set: (plugin, values) => void kept.set(plugin, values) }
}

interface MemoryMiddlewareSettings extends MiddlewareSettings {
  move: World['move']
  reread: World['reread']
}

function createMemoryMiddlewareSettings(
  earlier: Readonly<Record<string, MiddlewareSetting>>,
): MemoryMiddlewareSettings {
  const kept = new Map(Object.entries(earlier))
  let tell: Parameters<MiddlewareSettings['onChange']>[0] = () => {}
  return {
    get: (target) => structuredClone(kept.get(target)) ?? null,
    set: (target, setting) => void kept.set(target, setting),
    targets: () => [...kept.keys()],
    onChange: (listener) => void (tell = listener),
    move(from, to) {
      const setting = kept.get(from)
      kept.delete(from)
      if (setting && to !== null) kept.set(to, setting)
      tell({ type: 'moved', from, to })
    },
    reread(target, setting) {
      kept.set(target, setting)
      tell({ type: 'reread' })
    },
  }
}

/**
 * @param middleware - what a person set in an earlier session
 * @param schemas - what checks the values that are not checked at once
 * @param hostCame - resolves when grants and capabilities are there
 * @param random - chance, from 0 up to 1
 */
export function createWorld(
  middleware: Readonly<Record<string, MiddlewareSetting>> = {},
  schemas: SchemaCheck = { check: async (schema, value) => checkSchema(schema, value) },
  hostCame: Promise<void> = Promise.resolve(),
  random: () => number = () => 0,
): World {
  const programs = new Map<string, Program>()
  const events: HostEvent[] = []
  const clock = createFakeClock()
  const bus = createEventBus({ date: clock.date })
  bus.on((event) => events.push(event))
  const sandbox = createMemorySandbox((code) => {
    const program = programs.get(code)
    if (!program) throw new Error(`no program stands for ${code}`)
    return program
  }, clock.now)
  const compiler = createMemoryCompiler((code) => programs.has(code))
  const guardLoops = async (code: string) => `guarded ${code}`
  const configs = createMemoryConfigs()
  const host = createMemoryHost()
  const loadHost = () => hostCame.then(() => host)
  const middlewareSettings = createMemoryMiddlewareSettings(middleware)
  const kernel = createKernel({
    ...{ clock, events: bus, sandbox, compiler, configs, middlewareSettings, schemas, loadHost, random, guardLoops },
  })

  function source(
    program: Program | string,
    manifest: object = {},
    name = pluginName,
    guarded?: Program,
  ): PluginSource {
    const code = typeof program === 'string' ? program : `program ${programs.size + 1}`
    if (typeof program !== 'string') programs.set(code, program)
    if (guarded) programs.set(`guarded ${code}`, guarded)
    const json = { name, version: '1.0.0', apiVersion: '^1.0.0', ...manifest }
    return { name, files: { 'plugin.json': JSON.stringify(json), 'index.ts': code } }
  }

  const startSave: World['startSave'] = (...of) => watch(kernel.save(source(...of)))
  const startRun: World['startRun'] = (input, options, name = pluginName) => watch(kernel.run(name, input, options))

  /** What has not ended when all has settled waits for time to pass, and this test did not say so. */
  async function ended<Value>({ done }: Watched<Value>, what: string): Promise<Value> {
    const pending = Symbol('pending')
    const value = await Promise.race([done, settle().then(() => pending)])
    if (value === pending) throw new Error(`${what} has not ended, and no time passes by itself`)
    return value as Value
  }

  return {
    kernel,
    clock,
    sandbox,
    compiler,
    host,
    configs,
    move: middlewareSettings.move,
    reread: middlewareSettings.reread,
    events,
    on: bus.on,
    source,
    startSave,
    startRun,
    async save(...of) {
      const report = await ended(startSave(...of), 'the save')
      await settle()
      return report
    },
    run: (...of) => ended(startRun(...of), 'the call'),
    told: <Type extends HostEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<HostEvent, { type: Type }> => event.type === type),
    status(name = pluginName) {
      const status = kernel.status().find((plugin) => plugin.name === name)
      if (!status) throw new Error(`'${name}' was never saved`)
      return status
    },
    versions: (name = pluginName) =>
      kernel
        .status()
        .filter((status) => status.name === name)
        .map(({ version }) => version),
    realm: (generation, name = pluginName) => sandbox.realmOf(name, generation),
  }
}
