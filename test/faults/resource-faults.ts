import { expect } from 'vitest'
import { broughtBack, failed, type Fault, has, output, type Step } from './fault'

const saved: Step = { save: { ok: true } }
const timeout = failed({ code: 'TIMEOUT', timedOut: true })

export const resourceFaults: readonly Fault[] = [
  {
    number: 36,
    plugin: 'microtask-loop',
    says: 'a loop of microtasks times out, and the plugin is brought back',
    steps: [saved, { run: 'loop', gives: timeout }, broughtBack, { run: 'again', gives: output('got again') }],
  },
  {
    number: 37,
    plugin: 'message-flood',
    says: 'a flood of metrics, rejections and lines is dropped and counted, and ended by its deadline',
    steps: [
      saved,
      { run: 'flood', gives: timeout },
      { told: { type: 'dropped', what: 'log lines', count: expect.any(Number) } },
      { told: { type: 'dropped', what: 'metrics', count: expect.any(Number) } },
      broughtBack,
      { run: 'again', gives: output('got again') },
    ],
  },
  {
    number: 37,
    plugin: 'closes-in-a-loop',
    says: 'a flood of farewells ends at the first one',
    steps: [
      saved,
      { run: 'close', gives: failed({ code: 'CRASHED', message: has('self.close') }) },
      broughtBack,
      { run: 'again', gives: output('got again') },
    ],
  },
  {
    number: 38,
    plugin: 'log-flood',
    says: 'of a flood of lines the first are shown and the rest are counted',
    steps: [
      saved,
      { run: 100_000, gives: output(100_000) },
      {
        act: async (bench) => {
          const told = () => {
            const lines = bench.events.filter((event) => event.type === 'log').length
            const dropped = bench.events.reduce((sum, event) => sum + (event.type === 'dropped' ? event.count : 0), 0)
            return { lines, all: lines + dropped }
          }
          await expect.poll(() => told().all, { timeout: 15_000 }).toBe(100_000)
          expect(told().lines).toBeGreaterThan(100)
          expect(told().lines).toBeLessThan(20_000)
        },
      },
    ],
  },
  {
    number: 39,
    plugin: 'timers-left-behind',
    says: 'timers that are left behind stand on the receipt, and are gone with the worker',
    steps: [
      saved,
      { run: null, gives: output('set') },
      { told: { type: 'log', level: 'warn' } },
      { unload: { unloaded: true, timers: 3, pendingCalls: 0, workerEnded: true, error: null } },
      {
        act: async ({ events, playground: { hotplug } }) => {
          const over = Date.now()
          for (let call = 0; call < 20; call++) await hotplug.run('counter', 'not a command')
          const ticks = events.flatMap((event) => (event.type === 'log' ? event.values : []))
          const late = ticks.filter((tick) => tick.kind === 'atom' && Number(tick.text) > over)
          expect(late).toEqual([])
        },
      },
    ],
  },
  {
    number: 40,
    plugin: 'nested-workers',
    says: 'a plugin cannot make workers',
    steps: [
      {
        save: {
          ok: false,
          serving: null,
          error: { code: 'INIT', message: has('Worker is not defined'), file: 'index.ts', line: 6 },
        },
      },
    ],
  },
  {
    number: 41,
    plugin: 'blob-urls-left-behind',
    says: 'blob URLs that are left behind lead nowhere',
    steps: [
      saved,
      {
        act: async ({ playground: { hotplug } }) => {
          const report = await hotplug.run('blob-urls-left-behind', 1000)
          const urls = report.ok ? (report.output as string[]) : []
          expect(urls).toHaveLength(1000)
          expect(new Set(urls.map((url) => url.slice(0, 10)))).toEqual(new Set(['blob:null/']))
          await expect(import(/* @vite-ignore */ urls[0]!)).rejects.toThrow()
          expect(await hotplug.unload('blob-urls-left-behind')).toMatchObject({ unloaded: true, workerEnded: true })
          await expect(import(/* @vite-ignore */ urls[999]!)).rejects.toThrow()
        },
      },
    ],
  },
  {
    number: 42,
    plugin: 'catastrophic-expression',
    says: 'a regular expression without end times out, and the plugin is brought back',
    steps: [saved, { run: `${'a'.repeat(60)}b`, gives: timeout }, broughtBack, { run: 'aaa', gives: output(true) }],
  },
  {
    number: 42,
    plugin: 'sort-without-end',
    says: 'a sort of 50 million numbers times out, and the plugin is brought back',
    steps: [saved, { run: 50_000_000, gives: timeout }, broughtBack, { run: 10, gives: { ok: true } }],
  },
]
