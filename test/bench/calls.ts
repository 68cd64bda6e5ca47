import type { Row } from './report'
import { openPage, type Site } from './site'
import { summarise } from './statistics'

/** One call after the other, and a hundred at a time. */
export async function measureCalls(site: Site): Promise<Row[]> {
  const page = await openPage(site)
  await page.evaluate(async () => {
    const manifest = { name: 'echo', version: '1.0.0', apiVersion: '^1.0.0', limits: { concurrency: 100 } }
    window.hotplug.files.write('echo/plugin.json', JSON.stringify(manifest))
    window.hotplug.files.write('echo/index.ts', 'export default { execute: (input: unknown) => input }')
    await window.hotplug.save('echo')
  })
  const alone = await page.evaluate(async () => {
    const times: number[] = []
    for (let run = -200; run < 2_000; run++) {
      const started = performance.now()
      await window.hotplug.run('echo', run)
      if (run >= 0) times.push(performance.now() - started)
    }
    return times
  })
  const together = await page.evaluate(async () => {
    const rates: number[] = []
    for (let round = -2; round < 10; round++) {
      const total = 10_000
      let left = total
      const started = performance.now()
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          while (left-- > 0) {
            const report = await window.hotplug.run('echo', left)
            if (!report.ok) throw new Error(report.error.message)
          }
        }),
      )
      if (round >= 0) rates.push(total / ((performance.now() - started) / 1_000))
    }
    return rates
  })
  await page.context().close()
  return [
    { name: 'one call', unit: 'ms', summary: summarise(alone), limit: { by: 'median', atMost: 0.5 } },
    {
      name: '100 calls in flight',
      unit: 'calls/s',
      summary: summarise(together),
      limit: { by: 'median', atLeast: 15_000 },
    },
  ]
}
