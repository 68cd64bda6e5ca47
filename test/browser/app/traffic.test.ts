import { describe, expect, test } from 'vitest'
import { browserClock } from '../../../src/app/browser-clock'
import { createTraffic, type TrafficReading } from '../../../src/app/traffic'
import { startedPlayground } from '../../support/fresh-playground'

const playground = await startedPlayground()

const perSecond = 500

const sources = {
  counting: (build: number) => `
    export default () => {
      let count = 0
      return {
        execute: () => ({ count: ++count, build: ${build} }),
        snapshot: () => count,
        restore: (from: number) => { count = from },
      }
    }`,
  plain: (build: number) => `export default { execute: () => ({ build: ${build} }) }`,
  slow: (build: number) => `
    export default {
      execute: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        return { build: ${build} }
      },
    }`,
}

/** Saves again and again while the traffic goes on, and waits until every call is accounted for. */
async function throughSwaps(
  name: keyof typeof sources,
  swaps: number,
): Promise<{ reading: TrafficReading; outputs: unknown[] }> {
  const { hotplug, kernel } = playground
  const outputs: unknown[] = []
  const write = (build: number) => hotplug.files.write(`${name}/index.ts`, sources[name](build))
  hotplug.files.write(`${name}/plugin.json`, JSON.stringify({ name, version: '1.0.0', apiVersion: '^1.0.0' }))
  write(0)
  expect(await hotplug.save(name)).toMatchObject({ ok: true, generation: 1 })
  const traffic = createTraffic({
    clock: browserClock,
    perSecond,
    deadlineMs: () => 5_000,
    async run(call) {
      const report = await kernel.run(name, call, { quiet: true })
      if (report.ok) outputs.push(report.output)
      return report
    },
  })
  traffic.start()
  for (let build = 1; build <= swaps; build++) {
    const before = traffic.read().totals.sent
    await expect.poll(() => traffic.read().totals.sent).toBeGreaterThan(before + 20)
    write(build)
    expect(await hotplug.save(name)).toMatchObject({ ok: true, generation: build + 1 })
  }
  traffic.stop()
  await expect.poll(() => traffic.read().totals.underWay, { timeout: 10_000 }).toBe(0)
  return { reading: traffic.read(), outputs }
}

describe(`${perSecond} calls a second`, () => {
  test.each([
    ['plain', 20],
    ['slow', 20],
    ['counting', 200],
  ] as const)('%s: %i swaps lose, double and fail none', { timeout: 180_000 }, async (name, swaps) => {
    const { reading, outputs } = await throughSwaps(name, swaps)
    const { sent } = reading.totals
    expect(sent).toBeGreaterThan(20 * swaps)
    expect(reading.totals).toEqual({
      ...{ sent, answered: sent, failed: 0, failures: {}, newestFailure: null },
      ...{ lost: 0, doubled: 0, underWay: 0 },
    })
    expect(reading.generations.length).toBeGreaterThan(10)
    if (name !== 'counting') return
    // Each call counted once, whichever generation had it: none ran twice, none was dropped with a generation.
    const counts = outputs.map((output) => (output as { count: number }).count).toSorted((a, b) => a - b)
    expect(counts).toEqual(Array.from({ length: sent }, (_, index) => index + 1))
  })
})
