import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Bench, createBench } from './bench'
import { broughtBack, failed, type Fault, has, output, type Step } from './fault'
import { faults } from './faults'
import { sufferWithinBound } from './gap-bound'

let bench: Bench

beforeAll(async () => {
  bench = await createBench('interpreter')
}, 60_000)

afterAll(() => bench.close())

/** Those of which everything has to come that comes of them in a worker. */
const asInWorker = [
  'await-without-end-at-load',
  'endless-loop-at-load',
  'throw-at-load',
  'no-default-export',
  'init-throws',
  'init-loops',
  'never-settles',
  'ignores-abort',
  'throws-anything',
  'megabyte-of-stack',
  'class-instance',
  'bottomless-output',
  'changes-its-input',
  'answers-twice',
  'answers-late',
  'code-from-text',
  'closes-in-a-loop',
  'log-flood',
  'timers-left-behind',
  'closes-itself',
  'unhandled-rejection',
  'shutdown-hangs',
  'bad-snapshot',
  'bad-restore',
  'crashes-again',
]

const saved: Step = { save: { ok: true } }
const timeout = failed({ code: 'TIMEOUT', phase: 'execute' })
const outOfMemory = failed({ code: 'MEMORY' })
const again: Step = { run: 'again', gives: output('got again') }
/** The call was interrupted: the same instance goes on. */
const goesOn: Step = { status: { state: 'active', stats: { restarts: 0, inFlight: 0 } } }

/** Those of which less comes: a busy call is interrupted alone, and memory has a bound. */
const milder: readonly Fault[] = [
  {
    number: 19,
    plugin: 'endless-loop',
    says: 'a call that loops is interrupted, and the plugin goes on',
    steps: [saved, { run: 'loop', gives: timeout }, again, goesOn],
  },
  {
    number: 36,
    plugin: 'microtask-loop',
    says: 'a loop of microtasks is interrupted, and the plugin goes on',
    steps: [
      saved,
      { run: 'loop', gives: timeout },
      {
        // A promise for each turn of the loop is rejected before anything else has its turn.
        act: async ({ playground: { hotplug } }) => {
          const answer = async () => expect(await hotplug.run('microtask-loop', 'again')).toMatchObject({ ok: true })
          await vi.waitFor(answer, { timeout: 15_000 })
        },
      },
      goesOn,
    ],
  },
  {
    number: 42,
    plugin: 'catastrophic-expression',
    says: 'a regular expression without end is interrupted, and the plugin goes on',
    steps: [saved, { run: `${'a'.repeat(60)}b`, gives: timeout }, { run: 'aaa', gives: output(true) }, goesOn],
  },
  {
    number: 27,
    plugin: 'hundred-megabytes',
    says: 'an output of 100 MB is more than the plugin may hold',
    steps: [
      saved,
      { run: 'bytes', gives: outOfMemory },
      { told: { type: 'error', error: expect.objectContaining({ code: 'MEMORY', message: has('67.11 MB') }) } },
      broughtBack,
    ],
  },
  ...['object-bomb', 'array-buffer-bomb'].map((plugin) => ({
    number: 35,
    plugin,
    says: 'the instance is ended at its bound of memory, and nothing else',
    steps: [saved, { run: 'bomb', gives: outOfMemory }, broughtBack, again],
  })),
]

const same = asInWorker.flatMap((plugin) => faults.filter((fault) => fault.plugin === plugin))

test('each is there', () => {
  expect([...new Set(same.map(({ plugin }) => plugin))]).toEqual(asInWorker)
})

for (const fault of [...same, ...milder]) {
  test(`interpreted: ${fault.number} ${fault.plugin}: ${fault.says}`, async () => {
    await sufferWithinBound(bench, fault)
  }, 60_000)
}
