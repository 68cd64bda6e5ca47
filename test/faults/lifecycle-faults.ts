import { expect, vi } from 'vitest'
import type { Bench } from './bench'
import { filesOf } from './plugin-files'
import { broughtBack, errorTold, failed, type Fault, has, output, refused, type Shape, type Step } from './fault'

const saved: Step = { save: { ok: true } }
const patience = { timeout: 15_000 }

/** A plugin in a file: what a fault needs beside itself. */
function partnerFiles(name: string, version: string, source: string, manifest: object = {}) {
  return {
    'plugin.json': JSON.stringify({ name, version, apiVersion: '^1.0.0', ...manifest }),
    'index.ts': `export default ${source}\n`,
  }
}

/** A save without a change, or of a partner. */
async function save(
  bench: Bench,
  plugin: string,
  files: Readonly<Record<string, string>>,
  shape: Shape = { ok: true },
) {
  bench.write(plugin, files)
  expect(await bench.playground.hotplug.save(plugin)).toMatchObject(shape)
}

/** Takes a partner out again, whatever came of it. */
async function withPartner(bench: Bench, partner: string, work: () => Promise<void>): Promise<void> {
  const { hotplug, workspace } = bench.playground
  try {
    await work()
  } finally {
    if (workspace.plugins().includes(partner)) workspace.removePlugin(partner)
    await hotplug.unload(partner)
  }
}

function snapshotRefused(mode: string, message: unknown, more: Shape = {}): Step[] {
  const error = expect.objectContaining({ code: 'STATE', phase: 'snapshot', message, ...more }) as unknown
  return [{ run: mode, gives: { ok: true } }, { save: { ok: false, serving: expect.any(Number), error } }]
}

/** Another way for the healthCheck to fail. */
function withHealth(error: Shape): (how: string) => Step {
  return (how) => {
    const manifest = filesOf('health-check-fails')['plugin.json'] ?? ''
    return { save: refused({ code: 'HEALTH', ...error }), files: { 'plugin.json': manifest.replace('throws', how) } }
  }
}

const remembers = `let count = 0
export default {
  execute: () => ++count,
  snapshot: () => ({ count }),
  restore(state: { count: number }) { count = state.count },
}
`

export const lifecycleFaults: readonly Fault[] = [
  {
    number: 15,
    plugin: 'config-against-schema',
    says: 'a config against its schema is refused with the path, and so is one whose check hangs; the old one stays',
    steps: [
      { save: failed({ code: 'CONFIG', phase: 'config', message: has('/table/rows') }) },
      {
        act: async ({ playground: { hotplug } }) => {
          const plugin = 'config-against-schema'
          const good = { table: { rows: 5 } }
          expect(await hotplug.setConfig(plugin, good)).toMatchObject({ ok: true })
          const wrong = await hotplug.setConfig(plugin, { table: { rows: 'few' } })
          expect(wrong).toMatchObject(refused({ code: 'CONFIG', message: has('/table/rows') }))
          const hangs = await hotplug.setConfig(plugin, { ...good, name: `${'a'.repeat(40)}!` })
          expect(hangs).toMatchObject(refused({ code: 'CONFIG', message: has('took too long') }))
          expect(await hotplug.run(plugin, null)).toMatchObject(output(good))
        },
      },
    ],
  },
  {
    number: 16,
    plugin: 'dependency-circle',
    says: 'a circle of dependencies is refused with its path, and both are told',
    steps: [
      { save: failed({ code: 'DEPENDENCY_MISSING', message: has("there is no plugin 'circle-partner'") }) },
      {
        act: (bench) =>
          withPartner(bench, 'circle-partner', async () => {
            const needs = { dependencies: { 'dependency-circle': '*' } }
            const path = 'circle-partner 1.0.0 → dependency-circle 1.1.0 → circle-partner 1.0.0'
            const error = { code: 'DEPENDENCY_CYCLE', message: has(path) }
            await save(
              bench,
              'circle-partner',
              partnerFiles('circle-partner', '1.0.0', '{ execute: () => 1 }', needs),
              {
                ok: false,
                error,
              },
            )
            expect(bench.statusOf('dependency-circle')).toMatchObject({ state: 'blocked', lastError: error })
            const run = await bench.playground.hotplug.run('dependency-circle', null)
            expect(run).toMatchObject(failed(error))
          }),
      },
    ],
  },
  {
    number: 17,
    plugin: 'no-version-fits',
    says: 'a dependency that no version satisfies is told with the range and what there is',
    keepsPredecessor: true,
    steps: [
      {
        save: refused({
          code: 'DEPENDENCY_MISSING',
          message: has(/'no-version-fits' needs counter \^9\.0\.0, and there is 1\.\d+\.\d+/),
        }),
      },
    ],
  },
  {
    number: 18,
    plugin: 'swapped-while-called',
    says: 'a call of a dependency that is swapped meanwhile finishes on the old one; the next goes to the new one',
    steps: [
      {
        act: (bench) =>
          withPartner(bench, 'slow-partner', async () => {
            const { hotplug } = bench.playground
            const slow = `{ execute: () => new Promise((resolve) => setTimeout(() => resolve('old'), 1_500)) }`
            await save(bench, 'slow-partner', partnerFiles('slow-partner', '1.0.0', slow))
            expect(await hotplug.save('swapped-while-called')).toMatchObject({ ok: true })
            const first = hotplug.run('swapped-while-called', null)
            await vi.waitFor(() => expect(bench.statusOf('slow-partner')?.stats.inFlight).toBe(1), patience)
            await save(bench, 'slow-partner', partnerFiles('slow-partner', '1.0.1', `{ execute: () => 'new' }`))
            expect(await hotplug.run('swapped-while-called', null)).toMatchObject(output('new'))
            expect(await first).toMatchObject(output('old'))
          }),
      },
    ],
  },
  {
    number: 33,
    plugin: 'deadline-goes-along',
    says: 'the deadline goes along to the plugin that is called, and so does the abort',
    steps: [
      {
        act: (bench) =>
          withPartner(bench, 'hanging-partner', async () => {
            const { hotplug } = bench.playground
            const hangs = `{ execute: (input: string) => (input === 'hang' ? new Promise(() => {}) : input) }`
            await save(bench, 'hanging-partner', partnerFiles('hanging-partner', '1.0.0', hangs))
            expect(await hotplug.save('deadline-goes-along')).toMatchObject({ ok: true })
            expect(await hotplug.run('deadline-goes-along', 'hang')).toMatchObject(
              failed({ code: 'TIMEOUT', plugin: 'deadline-goes-along' }),
            )
            await vi.waitFor(
              () => expect(bench.statusOf('hanging-partner')?.stats).toMatchObject({ inFlight: 0, waiting: 0 }),
              patience,
            )
            expect(await hotplug.run('deadline-goes-along', 'on')).toMatchObject(output('on'))
          }),
      },
    ],
  },
  {
    number: 34,
    plugin: 'waits-for-itself',
    says: 'plugins that come to wait for each other are found, and both are told the way',
    steps: [
      {
        act: (bench) =>
          withPartner(bench, 'waiting-partner', async () => {
            const { hotplug } = bench.playground
            const plain = (version: string, source: string, manifest: object = {}) =>
              partnerFiles('waiting-partner', version, source, manifest)
            await save(bench, 'waiting-partner', plain('1.0.0', '{ execute: () => 1 }'))
            expect(await hotplug.save('waits-for-itself')).toMatchObject({ ok: true })
            hotplug.pin('waits-for-itself', '1.1.0')
            // What is saved last has no dependency, so the partner may need it; its end turns the partner's calls round.
            const last = partnerFiles('waits-for-itself', '1.2.0', `{ execute: () => self.close() }`)
            await save(bench, 'waits-for-itself', last)
            const back = `{ execute: (input, ctx) => ctx.plugins.call('waits-for-itself', input) }`
            const needs = { dependencies: { 'waits-for-itself': '^1.1.0' }, limits: { concurrency: 1 } }
            await save(bench, 'waiting-partner', plain('1.0.1', back, needs))
            await hotplug.run('waits-for-itself', null)
            await vi.waitFor(
              () => expect(bench.statusOf('waits-for-itself')).toMatchObject({ version: '1.1.0', state: 'active' }),
              patience,
            )
            const forEver = 'would wait for each other for ever'
            const itself = has(`waiting-partner → waits-for-itself → waiting-partner ${forEver}`)
            expect(await hotplug.run('waits-for-itself', null)).toMatchObject(failed({ message: itself }))

            const told = bench.events.length
            const both = ['waits-for-itself', 'waiting-partner']
            const reports = await Promise.all(both.map((plugin) => hotplug.run(plugin, null)))
            const ways = [`${both.join(' → ')} → waits-for-itself`, `waiting-partner → ${both.join(' → ')}`]
            expect(reports).toMatchObject(ways.map((way) => failed({ message: has(`${way} ${forEver}`) })))
            for (const plugin of both)
              expect(bench.events.slice(told)).toContainEqual(
                expect.objectContaining({
                  type: 'error',
                  error: expect.objectContaining({ code: 'DEPENDENCY_CYCLE', plugin }) as unknown,
                }),
              )
            await hotplug.unpin('waits-for-itself', '1.1.0')
          }),
      },
    ],
  },
  {
    number: 51,
    plugin: 'closes-itself',
    says: 'a worker that closes itself between calls is told, and brought back',
    steps: [
      saved,
      { run: 'soon', gives: output('got soon') },
      errorTold({ code: 'CRASHED', phase: 'idle', message: has('self.close') }),
      broughtBack,
      { run: 'again', gives: output('got again') },
    ],
  },
  {
    number: 52,
    plugin: 'unhandled-rejection',
    says: 'a rejection that nobody handles is told at its line, and the plugin goes on',
    steps: [
      saved,
      { run: 'reject', gives: output('got reject') },
      errorTold({ code: 'UNHANDLED', message: has('nobody waits'), file: 'index.ts', line: 3 }),
      { run: 'later', gives: output('got later') },
      errorTold({ code: 'UNHANDLED', message: has('nobody catches'), file: 'index.ts', line: 6 }),
      { status: { state: 'active', stats: { restarts: 0, inFlight: 0, waiting: 0 } } },
    ],
  },
  {
    number: 53,
    plugin: 'shutdown-throws',
    says: 'a shutdown that throws is on the receipt, at its line, and the worker ends',
    steps: [
      saved,
      {
        unload: {
          unloaded: true,
          workerEnded: true,
          error: { code: 'SHUTDOWN', message: has('not yet'), file: 'index.ts', line: 4 },
        },
      },
    ],
  },
  {
    number: 53,
    plugin: 'shutdown-hangs',
    says: 'a shutdown that hangs is ended by its deadline, and the receipt says so',
    steps: [
      saved,
      {
        unload: {
          unloaded: true,
          workerEnded: true,
          error: { code: 'SHUTDOWN', timedOut: true, message: 'shutdown took longer than 300 ms' },
        },
      },
    ],
  },
  {
    number: 54,
    plugin: 'bad-snapshot',
    says: 'a state that cannot be taken refuses the save, unless the person goes on without it',
    steps: [
      saved,
      ...snapshotRefused('throws', has('no film'), { file: 'index.ts', line: 6 }),
      ...snapshotRefused('large', expect.any(String)),
      ...snapshotRefused('uncloneable', has('on.click is a function')),
      ...snapshotRefused('hangs', has('longer than 300 ms')),
      { run: 'hangs', gives: output(5) },
      {
        act: async (bench) => {
          const { hotplug } = bench.playground
          bench.write('bad-snapshot', { 'index.ts': `export default { execute: () => 'forgot' }\n` })
          expect(await hotplug.save('bad-snapshot')).toMatchObject(
            refused({ code: 'STATE', phase: 'restore', message: has('no restore to take it') }),
          )
          expect(await hotplug.run('bad-snapshot', '')).toMatchObject(output(6))
          bench.write('bad-snapshot', filesOf('bad-snapshot'))
        },
      },
      {
        act: async ({ playground: { hotplug } }) => {
          expect(await hotplug.save('bad-snapshot', { withoutState: true })).toMatchObject({ ok: true })
          expect(await hotplug.run('bad-snapshot', '')).toMatchObject(output(1))
        },
      },
    ],
  },
  {
    number: 55,
    plugin: 'bad-restore',
    says: 'a restore that throws or hangs is refused, and the predecessor serves on with its state',
    files: () => ({ 'index.ts': remembers }),
    steps: [
      saved,
      ...[1, 2, 3].flatMap((count): Step[] => [
        { run: null, gives: output(count) },
        {
          act: async (bench) => {
            const { hotplug } = bench.playground
            bench.write('bad-restore', filesOf('bad-restore'))
            const error = count === 1 ? { message: has('not mine'), file: 'index.ts', line: 4 } : { timedOut: true }
            expect(await hotplug.save('bad-restore')).toMatchObject({
              ok: false,
              serving: expect.any(Number),
              error: { code: 'STATE', phase: 'restore', ...error },
            })
          },
        },
      ]),
      { run: null, gives: output(4) },
    ],
  },
  {
    number: 56,
    plugin: 'health-lies',
    says: 'a plugin that says it is well while its calls fail is shown as degraded',
    steps: [
      saved,
      ...Array.from({ length: 10 }, (): Step => ({ run: null, gives: failed({ code: 'EXECUTE' }) })),
      { told: { type: 'health', status: 'degraded', detail: '100 % of the last 10 calls failed' } },
      { status: { state: 'degraded' } },
    ],
  },
  {
    number: 56,
    plugin: 'health-check-fails',
    says: 'a healthCheck that throws, hangs, loops, talks nonsense or says failing is refused',
    keepsPredecessor: true,
    steps: [
      { save: refused({ code: 'HEALTH', phase: 'probe', message: has('no pulse'), file: 'index.ts', line: 3 }) },
      ...['hangs', 'loops'].map(withHealth({ timedOut: true, message: 'healthCheck took longer than 300 ms' })),
      withHealth({})('nonsense'),
      withHealth({ message: 'not today' })('failing'),
    ],
  },
  {
    number: 57,
    plugin: 'crashes-again',
    says: 'a crash after a second, again and again, rolls back in probation, and else ends in quarantine',
    steps: [
      { save: { ok: true }, files: { 'index.ts': `export default { execute: () => 'predecessor' }\n` } },
      { act: (bench) => save(bench, 'crashes-again', filesOf('crashes-again')) },
      { told: { type: 'restarted', rolledBackFrom: expect.any(Number) } },
      { run: null, gives: output('predecessor') },
      { unload: { unloaded: true } },
      saved,
      { status: { state: 'quarantined', lastError: expect.objectContaining({ code: 'QUARANTINED' }) } },
      { run: null, gives: failed({ code: 'QUARANTINED' }) },
    ],
  },
  {
    number: 58,
    plugin: 'crashes-in-a-swap',
    says: 'a candidate that crashes in the middle of a swap is refused',
    keepsPredecessor: true,
    steps: [{ save: refused({ code: 'CRASHED', message: has('self.close') }) }],
  },
  {
    number: 60,
    plugin: 'frame-is-gone',
    says: 'calls in a frame that is gone get CRASHED, and all who lived there are back',
    steps: [
      saved,
      {
        act: async (bench) => {
          const { hotplug } = bench.playground
          await vi.waitFor(() => expect(bench.frames()).toBe(bench.framesAtRest + 1), patience)
          const call = hotplug.run('frame-is-gone', 'wait')
          await vi.waitFor(() => expect(bench.statusOf('frame-is-gone')?.stats.inFlight).toBe(1), patience)
          // The neighbour's is the oldest, and the newest is the spare.
          document.querySelectorAll('iframe')[1]?.remove()
          expect(await call).toMatchObject(failed({ code: expect.toBeOneOf(['CRASHED', 'MEMORY']) }))
        },
      },
      broughtBack,
      { run: 'again', gives: output('got again') },
    ],
  },
]
