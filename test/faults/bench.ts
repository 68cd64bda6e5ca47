import { openDB } from 'idb'
import { expect, vi } from 'vitest'
import type { Playground } from '../../src/app/playground'
import type { HostEvent } from '../../src/kernel/events'
import type { Runtime } from '../../src/kernel/guest-port'
import type { PluginStatus } from '../../src/kernel/reports'
import { freshPlayground, playgroundDatabase } from '../support/fresh-playground'
import type { Fault, Shape, Step } from './fault'
import { watchPage, type Watched } from './page-watch'
import { filesOf, predecessorFiles, type Files } from './plugin-files'

/** The plugin that has to serve on, whatever the others do. Its state tells a call that was lost. */
const neighbour = 'counter'
/** What a person types into while the fault goes on. */
const typedInto = 'greeter/README.md'

/** The neighbour is called at every so many pings of the page. */
const pingsPerCall = 5

/** Longer than anything here takes on a machine that has something else to do as well. */
const patience = { timeout: 15_000 }

/** The report itself is part of the message: what it says of the failure is what one wants to read. */
function expectLike(report: object, shape: Shape): void {
  expect(report, JSON.stringify(report).slice(0, 500)).toMatchObject(shape)
}

export interface WatchOptions {
  /** The neighbour's process may go with the fault's. It is back when all is over. */
  readonly neighbourMayFall?: boolean
}

/** The whole playground, with one plugin that behaves, in which a fault is set loose. */
export interface Bench {
  readonly playground: Playground
  /** Since the fault began. */
  readonly events: readonly HostEvent[]
  /** The frames that are there when all is quiet. */
  readonly framesAtRest: number
  frames(): number
  write(plugin: string, files: Files): void
  statusOf(plugin: string): PluginStatus | undefined
  /** Watches page, neighbour and typed text while `work` goes on. */
  watch(work: () => Promise<void>, options?: WatchOptions): Promise<Watched>
  /** Does what the fault does, and cleans up after it, with nothing left of it. */
  suffer(fault: Fault, options?: WatchOptions): Promise<Watched>
  /** The same for so many milliseconds with a plugin that does no harm: the page's gaps when there is no fault. */
  control(ms: number): Promise<Watched>
  close(): Promise<void>
}

/** The same files, for a plugin that runs in the interpreter. What is no manifest stays what it is. */
function interpreted(files: Files): Files {
  const manifest: unknown = JSON.parse(files['plugin.json'] ?? 'null')
  if (typeof manifest !== 'object' || manifest === null) return files
  return { ...files, 'plugin.json': JSON.stringify({ ...manifest, runtime: 'interpreter' }) }
}

/** @param runtime where the plugins of the faults run; the neighbour has a worker */
export async function createBench(runtime: Runtime = 'worker'): Promise<Bench> {
  const frames = () => document.querySelectorAll('iframe').length
  /** Of a bench that was closed, its spares. */
  const framesBefore = frames()
  const playground = await freshPlayground()
  const { hotplug, workspace, kernel } = playground
  let events: HostEvent[] = []
  hotplug.on((event) => events.push(event))
  await playground.start(neighbour)
  for (const { name } of hotplug.plugins()) if (name !== neighbour) await hotplug.unload(name)

  // The neighbour's and the spares.
  const framesAtRest = framesBefore + (runtime === 'worker' ? 2 : 3)
  if (runtime === 'interpreter') {
    write('harmless', predecessorFiles('harmless'))
    expectLike(await hotplug.save('harmless'), { ok: true })
    await removeFiles('harmless')
  }
  await vi.waitFor(() => expect(frames()).toBe(framesAtRest), patience)
  let counted = 0
  let typed = 0

  async function keptText(): Promise<unknown> {
    const open = await openDB(playgroundDatabase())
    try {
      const record: unknown = await open.get('files', typedInto)
      return typeof record === 'object' && record !== null && 'text' in record ? record.text : undefined
    } finally {
      open.close()
    }
  }

  function write(plugin: string, files: Files): void {
    const written = runtime === 'worker' ? files : interpreted(files)
    for (const [file, text] of Object.entries(written)) workspace.write(`${plugin}/${file}`, text)
  }

  function statusOf(plugin: string): PluginStatus | undefined {
    return hotplug.plugins().find(({ name }) => name === plugin)
  }

  async function callNeighbour(): Promise<unknown> {
    const report = await hotplug.run(neighbour, 'count')
    return report.ok ? report.output : report.error
  }

  /** Its worker may be a new one, and then its state is. */
  async function resetNeighbour(): Promise<number> {
    expectLike(await hotplug.run(neighbour, 'reset'), { ok: true, output: 0 })
    return 0
  }

  async function watch(work: () => Promise<void>, { neighbourMayFall = false }: WatchOptions = {}): Promise<Watched> {
    const text = `Typed just before, ${++typed}.\n`
    workspace.write(typedInto, text)
    const answers: Promise<unknown>[] = []
    const page = watchPage((count) => {
      if (count % pingsPerCall === 0) answers.push(callNeighbour())
    })
    let watched: Watched
    let lost: unknown[]
    try {
      await work()
    } finally {
      watched = page.stop()
      answers.push(callNeighbour())
      const before = counted
      counted += answers.length
      const answered = await Promise.all(answers)
      const calls = answered.map((answer, index) => ({ answer, call: before + index + 1 }))
      lost = calls.filter(({ answer, call }) => answer !== call)
    }
    if (neighbourMayFall) counted = await resetNeighbour()
    else expect(lost, 'calls of the neighbour that were lost').toEqual([])
    // Nobody asked for it to be written: it has to have got there by itself.
    await vi.waitFor(async () => expect(await keptText()).toBe(text), patience)
    return watched
  }

  async function take(plugin: string, step: Step): Promise<void> {
    if ('save' in step) {
      write(plugin, step.files ?? {})
      expectLike(await hotplug.save(plugin), step.save)
    } else if ('run' in step) expectLike(await kernel.run(plugin, step.run), step.gives)
    else if ('told' in step) {
      const told = () => events.filter((event) => event.type === step.told['type'])
      await vi.waitFor(() => expect(told()).toContainEqual(expect.objectContaining(step.told)), patience)
    } else if ('status' in step) await vi.waitFor(() => expect(statusOf(plugin)).toMatchObject(step.status), patience)
    else if ('unload' in step) expectLike(await hotplug.unload(plugin), step.unload)
    else await step.act(bench)
  }

  /** Nothing of the plugin is left: no frame, no call, no life, no file. */
  async function expectGone(plugin: string): Promise<void> {
    await vi.waitFor(() => expect(frames()).toBe(framesAtRest), patience)
    // The frame goes a moment before its last word is told.
    await vi.waitFor(() => expect(['stopped', 'failed', undefined]).toContain(statusOf(plugin)?.state), patience)
    expect(statusOf(plugin)?.stats ?? { inFlight: 0, waiting: 0 }).toMatchObject({ inFlight: 0, waiting: 0 })
    expect(await hotplug.run(plugin, null)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  }

  async function removeFiles(plugin: string): Promise<void> {
    if (workspace.plugins().includes(plugin)) workspace.removePlugin(plugin)
    await hotplug.unload(plugin)
  }

  const bench: Bench = {
    playground,
    get events() {
      return events
    },
    framesAtRest,
    frames,
    write,
    statusOf,
    watch,
    async suffer(fault, options) {
      const { plugin, steps, keepsPredecessor } = fault
      const files = filesOf(plugin, fault.files?.())
      events = []
      if (keepsPredecessor) {
        write(plugin, predecessorFiles(plugin))
        expectLike(await hotplug.save(plugin), { ok: true })
      }
      const before = statusOf(plugin)?.generation
      try {
        const watched = await watch(async () => {
          write(plugin, files)
          for (const step of steps) await take(plugin, step)
        }, options)
        if (keepsPredecessor) {
          expectLike(await hotplug.run(plugin, null), { ok: true, output: 'predecessor', generation: before })
        }
        return watched
      } finally {
        await removeFiles(plugin)
        await expectGone(plugin)
      }
    },
    control: (ms) =>
      watch(async () => {
        const until = performance.now() + ms
        write('harmless', predecessorFiles('harmless'))
        do {
          expectLike(await hotplug.save('harmless'), { ok: true })
          expectLike(await hotplug.run('harmless', null), { ok: true, output: 'predecessor' })
        } while (performance.now() < until)
        await removeFiles('harmless')
        await expectGone('harmless')
      }),
    async close() {
      for (const { name } of hotplug.plugins()) await hotplug.unload(name)
      await vi.waitFor(() => expect(frames()).toBe(framesAtRest - 1), patience)
      await workspace.close()
    },
  }
  return bench
}
