import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plugin } from '../../../src/sdk'
import type { Config } from '../../../src/kernel/config'
import { PluginFailure } from '../../../src/kernel/errors'
import { transitions, type State } from '../../../src/kernel/lifecycle'
import type { CallReport, SwapReport, UnloadReceipt } from '../../../src/kernel/reports'
import { settle } from './support/fake-clock'
import type { Program } from './support/memory-realm'
import { createWorld, forever, watch, type Watched, type World } from './support/world'

/** Short, so that many steps of time pass many deadlines. */
const limits = {
  ...{ loadMs: 100, initMs: 100, executeMs: 200, shutdownMs: 50, drainMs: 150 },
  ...{ concurrency: 2, queue: 4, inputBytes: 1_000 },
}

const fails = () => {
  throw new Error('as asked')
}

/** What a call does, by its input; the time is the world's own. */
const execute =
  (world: World): Plugin['execute'] =>
  (input, { signal }) => {
    if (input === 'throw') return fails()
    if (input === 'hang') return forever()
    if (input === 'slow') return new Promise((resolve) => world.clock.after(120, () => resolve('slow')))
    if (input === 'follow')
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    return input
  }

/** Every kind of save, by what is special about it. */
const programs: Readonly<Record<string, (world: World) => Program | string>> = {
  good: (world) => ({ execute: execute(world) }),
  'good with state': (world) => ({ execute: execute(world), snapshot: () => 1, restore: () => {}, shutdown: () => {} }),
  'slow init': (world) => ({
    execute: execute(world),
    init: () => new Promise((resolve) => world.clock.after(60, resolve)),
    restore: () => new Promise((resolve) => world.clock.after(30, resolve)),
    snapshot: () => new Promise((resolve) => world.clock.after(20, () => resolve(1))),
  }),
  'broken source': () => 'does not( compile',
  'load throws': () => fails,
  'load hangs': () => forever,
  'config refused': (world) => ({ execute: execute(world), validateConfig: () => [{ path: '/a', message: 'no' }] }),
  'init throws': (world) => ({ execute: execute(world), init: fails }),
  'init hangs': (world) => ({ execute: execute(world), init: forever }),
  'restore throws': (world) => ({ execute: execute(world), restore: fails }),
  'restore hangs': (world) => ({ execute: execute(world), restore: forever }),
  'snapshot throws': (world) => ({ execute: execute(world), snapshot: fails }),
  'snapshot hangs': (world) => ({ execute: execute(world), snapshot: forever }),
  'health failing': (world) => ({ execute: execute(world), healthCheck: () => ({ status: 'failing' }) }),
  'health hangs': (world) => ({ execute: execute(world), healthCheck: forever }),
  'shutdown throws': (world) => ({ execute: execute(world), shutdown: fails }),
  'shutdown hangs': (world) => ({ execute: execute(world), shutdown: forever }),
}

type Step =
  | { readonly do: 'save'; readonly plugin: string; readonly kind: string; readonly version: string }
  | { readonly do: 'call'; readonly plugin: string; readonly input: string; readonly timeoutMs: number | undefined }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'crash'; readonly which: number }
  | { readonly do: 'heartbeat'; readonly which: number; readonly silent: boolean }
  | { readonly do: 'unload'; readonly plugin: string }
  | { readonly do: 'rollback'; readonly plugin: string; readonly generation: number }
  | { readonly do: 'reset'; readonly plugin: string }
  | { readonly do: 'pin' | 'unpin'; readonly plugin: string; readonly version: string }
  | { readonly do: 'enable' | 'disable' | 'clear state' | 'take state' | 'health'; readonly plugin: string }
  | { readonly do: 'set config'; readonly plugin: string; readonly values: Config }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'ticks'; readonly count: number }

const plugins = ['greeter', 'counter', 'dependent']
const plugin = fc.constantFrom('greeter', ...plugins)
const version = fc.constantFrom('1.0.0', '1.1.0', '2.0.0')
const which = fc.nat(20)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('save' as const),
      plugin,
      kind: fc.constantFrom('good', 'good', 'good with state', ...Object.keys(programs)),
      version,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      plugin,
      input: fc.constantFrom('echo', 'echo', 'throw', 'hang', 'slow', 'follow', 'x'.repeat(2_000)),
      timeoutMs: fc.constantFrom(undefined, 10, 500),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('crash' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('heartbeat' as const), which, silent: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unload' as const), plugin }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('rollback' as const), plugin, generation: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset' as const), plugin }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('pin' as const, 'pin' as const, 'unpin' as const), plugin, version }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(...(['enable', 'enable', 'disable', 'clear state', 'take state', 'health'] as const)),
      plugin,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('set config' as const),
      plugin,
      values: fc.constantFrom<Config[]>({}, { style: 'plain' }, { style: 7 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 30, 100, 250, 600, 12_000) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ticks' as const), count: fc.nat(25) }) },
)

/** The second and the third need others, and two of them each other in some of their versions. */
function manifestOf(name: string, version: string): object {
  const needs: Readonly<Record<string, object>> = {
    dependent: { greeter: '^1.0.0', counter: '>=1.0.0' },
    counter: version === '2.0.0' ? { dependent: '*' } : {},
  }
  const configSchema = { type: 'object', properties: { style: { type: 'string' } } }
  return { version, limits, configSchema, dependencies: needs[name] ?? {} }
}

interface Done {
  readonly calls: Watched<CallReport>[]
  readonly callers: AbortController[]
  readonly saves: Watched<SwapReport>[]
  readonly unloads: Watched<UnloadReceipt>[]
  readonly others: Watched<unknown>[]
}

async function take(world: World, step: Step, done: Done): Promise<void> {
  const { alive } = world.sandbox
  switch (step.do) {
    case 'save': {
      const program = programs[step.kind]?.(world)
      if (program !== undefined)
        done.saves.push(world.startSave(program, manifestOf(step.plugin, step.version), step.plugin))
      return
    }
    case 'call': {
      const caller = new AbortController()
      const timeoutMs = step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }
      done.callers.push(caller)
      done.calls.push(world.startRun(step.input, { ...timeoutMs, signal: caller.signal }, step.plugin))
      return
    }
    case 'cancel':
      return done.callers[step.which % Math.max(1, done.callers.length)]?.abort()
    case 'crash':
      return alive[step.which % Math.max(1, alive.length)]?.die()
    case 'heartbeat':
      return alive[step.which % Math.max(1, alive.length)]?.tell({ type: 'unresponsive', value: step.silent })
    case 'unload':
      return void done.unloads.push(watch(world.kernel.unload(step.plugin)))
    case 'rollback':
      return void done.saves.push(watch(world.kernel.rollback(step.plugin, step.generation)))
    case 'reset':
      return void done.saves.push(watch(world.kernel.reset(step.plugin)))
    case 'pin':
      return pinIfActive(world, step.plugin, step.version)
    case 'unpin':
      return void done.unloads.push(watch(world.kernel.unpin(step.plugin, step.version)))
    case 'disable':
      return void done.unloads.push(watch(world.kernel.disable(step.plugin)))
    case 'enable':
      return void done.saves.push(watch(world.kernel.enable(step.plugin)))
    case 'clear state':
      return unlessUnknown(world, step.plugin, () => world.kernel.clearState(step.plugin))
    case 'take state':
      return void done.others.push(watch(world.kernel.takeState(step.plugin)))
    case 'health':
      return unlessUnknown(world, step.plugin, () => void done.others.push(watch(world.kernel.health(step.plugin))))
    case 'set config':
      return void done.saves.push(watch(world.kernel.setConfig(step.plugin, step.values)))
    case 'wait':
      return world.clock.advance(step.ms)
    case 'ticks':
      for (let tick = 0; tick < step.count; tick++) await Promise.resolve()
  }
}

/** What is no report is refused by throwing, which is tested apart. */
function unlessUnknown({ kernel }: World, plugin: string, command: () => void): void {
  if (kernel.status().some(({ name }) => name === plugin)) command()
}

function pinIfActive({ kernel }: World, plugin: string, version: string): void {
  const isActive = kernel
    .status()
    .some((status) => status.name === plugin && status.version === version && status.generation !== null)
  try {
    kernel.pin(plugin, version)
  } catch (error) {
    if (!(error instanceof PluginFailure) || isActive) throw error
  }
}

/** Each state event goes along an edge of the table, and goes on from where that life was. */
function expectTheTable(world: World): void {
  for (const { from, to } of world.told('state')) {
    expect(from !== null && Object.values(transitions[from]).includes(to)).toBe(true)
  }
}

const servingStates: readonly (State | null)[] = ['active', 'degraded', 'unresponsive']

/** By the events alone: one generation of a version serves at most, and the status says the same. */
function expectOneServing(world: World): void {
  const serving = new Map<string, Set<number | null>>()
  for (const event of world.events) {
    if (event.type !== 'state') continue
    const key = `${event.plugin} ${event.version}`
    const ofVersion = serving.get(key) ?? new Set()
    serving.set(key, ofVersion)
    if (servingStates.includes(event.to)) ofVersion.add(event.generation)
    // A candidate that was given up had the number that another got.
    else if (servingStates.includes(event.from)) ofVersion.delete(event.generation)
    // Between a candidate's commit and its predecessor's drain both are told as active.
    expect(ofVersion.size).toBeLessThanOrEqual(2)
  }
  const statuses = world.kernel.status()
  for (const { name, version, generation, state } of statuses) {
    expect(generation !== null).toBe(servingStates.includes(state))
    if (generation !== null) expect([...(serving.get(`${name} ${version}`) ?? [])]).toEqual([generation])
  }
  for (const name of plugins) {
    const ofPlugin = statuses.filter((status) => status.name === name)
    const served = ofPlugin.filter(({ generation }) => generation !== null)
    const told = [...serving].filter(([key]) => key.startsWith(`${name} `)).flatMap(([, numbers]) => [...numbers])
    expect(told.sort()).toEqual(served.map(({ generation }) => generation).sort())
    expect(new Set(served.map(({ version }) => version)).size).toBe(served.length)
    expect(ofPlugin.filter(({ isDefault }) => isDefault).length).toBe(Math.min(1, ofPlugin.length))
    for (const { isDefault, isPinned, version } of ofPlugin)
      expect(isDefault || isPinned || isNeeded(world, name, version)).toBe(true)
  }
}

function isNeeded({ kernel }: World, plugin: string, version: string | null): boolean {
  return kernel.dependencies().some((line) => line.dependsOn === plugin && line.satisfiedBy === version)
}

/** Whoever waits for a dependency waits for one that is really not there. */
function expectBlockedForAReason({ kernel }: World): void {
  for (const { name, state } of kernel.status())
    if (state === 'blocked')
      expect(kernel.dependencies().some((line) => line.plugin === name && line.satisfiedBy === null)).toBe(true)
}

/** Generations count commits, one after the other. */
function expectNumbersInOrder(world: World): void {
  for (const name of plugins) {
    const numbers = world.told('swap-committed').filter((event) => event.plugin === name)
    expect(numbers.map(({ generation }) => generation)).toEqual(numbers.map((_, index) => index + 1))
  }
}

describe('whatever comes in whatever order', () => {
  it('every call is answered once, one instance serves, and nothing is left in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const bugs: unknown[] = []
        const collect = (bug: unknown) => void bugs.push(bug)
        process.on('unhandledRejection', collect)
        const world = createWorld()
        const done: Done = { calls: [], callers: [], saves: [], unloads: [], others: [] }
        try {
          for (const one of steps) await take(world, one, done)
          await world.clock.advance(60_000)

          expect(done.calls.every(({ value }) => value !== null)).toBe(true)
          expect(done.saves.every(({ value }) => value !== null)).toBe(true)
          expect(done.unloads.every(({ value }) => value !== null)).toBe(true)
          const served = world.kernel.status().filter(({ generation }) => generation !== null)
          expect(world.sandbox.alive).toHaveLength(served.length)
          expect(done.others.every(({ value }) => value !== null)).toBe(true)
          expectOneServing(world)
          expectBlockedForAReason(world)
          expectNumbersInOrder(world)
          for (const { name, stats, isDefault } of world.kernel.status()) {
            expect([stats.inFlight, stats.waiting]).toEqual([0, 0])
            if (!isDefault) continue
            const report = await answer(world, name)
            expect(report.ok).toBe(served.some((one) => one.name === name && one.isDefault))
          }

          for (const { name } of world.kernel.status()) void world.kernel.unload(name)
          await world.clock.advance(60_000)
          expect(world.sandbox.alive).toEqual([])
          expect(world.clock.timers).toBe(0)
          expect(world.told('call-ended')).toHaveLength(world.told('call-started').length)
          const ended = world.told('call-ended').map(({ call }) => call)
          expect(new Set(ended).size).toBe(ended.length)
          expectTheTable(world)
          await settle()
          expect(bugs).toEqual([])
        } finally {
          process.off('unhandledRejection', collect)
        }
      }),
      { numRuns: 300 },
    )
  }, 60_000)
})

async function answer(world: World, name: string): Promise<CallReport> {
  const call = world.startRun('echo', {}, name)
  await world.clock.advance(0)
  return call.done
}
