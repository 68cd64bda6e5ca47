import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Bench, createBench } from './bench'
import { sufferWithinBound } from './gap-bound'
import { failed, type Fault, type Step } from './fault'

let bench: Bench
const table: string[] = []

beforeAll(async () => {
  bench = await createBench()
}, 60_000)

afterAll(async () => {
  await bench.close()
  // eslint-disable-next-line no-console -- The numbers are what this suite is for.
  console.info(['worst gap of the page under each bomb, in ms', ...table].join('\n'))
})

const patience = { timeout: 60_000, interval: 100 }

/**
 * Frames of one page may share a process, and then the neighbour's worker goes down with the bomb's. So here the
 * neighbour need not serve throughout; it has to be there again.
 */
const bombs: readonly (Fault & { readonly codes: readonly string[] })[] = [
  {
    number: 35,
    plugin: 'object-bomb',
    says: 'a plugin that keeps more objects than fit is ended, and all that went down with it is brought back',
    codes: ['MEMORY', 'TIMEOUT', 'UNRESPONSIVE', 'CRASHED'],
    steps: [],
  },
  {
    number: 35,
    plugin: 'array-buffer-bomb',
    says: 'a plugin that asks for more buffers than fit is told so',
    codes: ['MEMORY', 'TIMEOUT'],
    steps: [],
  },
]

for (const { codes, ...fault } of bombs) {
  test(`35 ${fault.plugin}: ${fault.says}`, async () => {
    const { hotplug } = bench.playground
    const error = failed({ code: expect.toBeOneOf([...codes]) })
    const answersAgain = (plugin: string, input: string): Step => ({
      act: () => vi.waitFor(async () => expect(await hotplug.run(plugin, input)).toMatchObject({ ok: true }), patience),
    })
    const steps: Step[] = [
      { save: { ok: true } },
      { run: 'bomb', gives: error },
      answersAgain(fault.plugin, 'again'),
      answersAgain('counter', 'count'),
    ]
    table.push(...(await sufferWithinBound(bench, { ...fault, steps }, { neighbourMayFall: true })))
    const end = bench.events.find(
      (event) => event.type === 'call-ended' && event.plugin === fault.plugin && event.error,
    )
    if (end?.type === 'call-ended')
      table.push(`         ended with ${end.error?.code} after ${end.durationMs.toFixed(0)} ms`)
  }, 180_000)
}
