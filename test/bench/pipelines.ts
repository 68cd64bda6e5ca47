import type { Page } from '@playwright/test'
import { rendererMemory } from './memory'
import type { Row } from './report'
import { openPage, type Site } from './site'
import { summarise } from './statistics'

declare global {
  interface Window {
    /** Begins to watch how long the page does not answer; what it returns ends that, and tells of it. */
    watchGap(): () => Gaps
  }
}

interface Gaps {
  /** In milliseconds. */
  readonly worst: number
  /** How many were longer than 50 ms. */
  readonly long: number
}

const items = 200_000
const rounds = 5
/** How often the renderers' memory is looked at while a file runs, in milliseconds: each look takes the page's time. */
const memoryEveryMs = 1_000
/** So long a page that does nothing is watched, in milliseconds, to know what gaps are the machine's own. */
const idleMs = 20_000

/** Streams through three trivial steps: items a second, and a large CSV with the page answering all the while. */
export async function measurePipelines(site: Site): Promise<Row[]> {
  const page = await openPage(site)
  await page.evaluate(installGapWatch)
  await page.evaluate(makePlugins)
  const rows: Row[] = []
  for (const kind of ['numbers', 'rows'] as const) {
    const { rates, gaps } = await page.evaluate(streamMany, { kind, items, rounds })
    rows.push(
      {
        ...{ name: `${kind} through three steps`, unit: 'items/s', summary: summarise(rates) },
        limit: { by: 'median', atLeast: 100_000 },
      },
      { name: `${kind} through three steps, the page's worst gap`, unit: 'ms', summary: summarise(gaps) },
    )
  }
  rows.push(...(await measureFile(site, page)))
  await page.context().close()
  return rows
}

/** The size can be set, in MB, where the machine is slow. */
async function measureFile(site: Site, page: Page): Promise<Row[]> {
  const megabytes = Number(process.env['HOTPLUG_BENCH_MB'] ?? 100)
  const session = await site.browser.newBrowserCDPSession()
  const pageSession = await page.context().newCDPSession(page)
  const before = await rendererMemory(session)
  const idle = await page.evaluate(async (ms) => {
    const stop = window.watchGap()
    await new Promise((resolve) => setTimeout(resolve, ms))
    return stop()
  }, idleMs)
  const running = page.evaluate(streamFile, megabytes)
  const state = { isOver: false }
  const result = running.finally(() => (state.isOver = true))
  const peak = { renderers: before, heap: 0 }
  while (!state.isOver) {
    peak.renderers = Math.max(peak.renderers, await rendererMemory(session))
    peak.heap = Math.max(peak.heap, (await pageSession.send('Runtime.getHeapUsage')).usedSize / 1e6)
    await Promise.race([result, page.waitForTimeout(memoryEveryMs)])
  }
  const { durationMs, gaps, count } = await result
  const one = (value: number) => summarise([value])
  const name = `a CSV of ${megabytes} MB`
  return [
    { name: `${name}, clean → enrich → aggregate`, unit: 'ms', summary: one(durationMs) },
    { name: `${name}, rows`, unit: 'items/s', summary: one(count / (durationMs / 1_000)) },
    { name: `${name}, the page's worst gap`, unit: 'ms', summary: one(gaps.worst), limit: { by: 'max', atMost: 50 } },
    { name: `${name}, the page's gaps of over 50 ms`, unit: 'gaps', summary: one(gaps.long) },
    { name: `an idle page's worst gap in ${idleMs / 1_000} s`, unit: 'ms', summary: one(idle.worst) },
    { name: `${name}, the page's heap at its peak`, unit: 'MB', summary: one(peak.heap) },
    { name: `${name}, all renderer processes before`, unit: 'MB', summary: one(before) },
    { name: `${name}, all renderer processes at their peak`, unit: 'MB', summary: one(peak.renderers) },
  ]
}

/** Runs in the page, as all that follows. */
async function makePlugins(): Promise<void> {
  const code = `export default { execute: (item) => (typeof item === 'number' ? item + 1 : { ...item, n: item.n + 1 }) }`
  for (const name of ['first', 'second', 'third']) {
    const manifest = { name, version: '1.0.0', apiVersion: '^1.0.0' }
    window.hotplug.files.write(`${name}/plugin.json`, JSON.stringify(manifest))
    window.hotplug.files.write(`${name}/index.ts`, code)
    const report = await window.hotplug.save(name)
    if (!report.ok) throw new Error(report.error.message)
  }
}

/** The functions that run in the page cannot share what stands around them here. */
function installGapWatch(): void {
  window.watchGap = () => {
    const { port1, port2 } = new MessageChannel()
    let last = performance.now()
    let worst = 0
    let long = 0
    port1.onmessage = () => {
      const now = performance.now()
      worst = Math.max(worst, now - last)
      if (now - last > 50) long++
      last = now
      port2.postMessage(null)
    }
    port2.postMessage(null)
    return () => {
      port1.close()
      return { worst, long }
    }
  }
}

async function streamMany({ kind, items, rounds }: { kind: 'numbers' | 'rows'; items: number; rounds: number }) {
  const rates: number[] = []
  const gaps: number[] = []
  const list = Array.from({ length: items }, (_, n) =>
    kind === 'numbers' ? n : { n, name: `Ada ${n}`, city: 'London' },
  )
  for (let round = -1; round < rounds; round++) {
    const worstGap = window.watchGap()
    const started = performance.now()
    const steps = ['first', 'second', 'third'].map((plugin) => ({ plugin }))
    const report = await window.hotplug.pipelines.run(steps, list, { stream: true })
    const durationMs = performance.now() - started
    const { worst } = worstGap()
    if (!report.ok) throw new Error(report.error.message)
    if (!Array.isArray(report.output) || report.output.length !== items) throw new Error('an item was lost')
    if (round < 0) continue
    rates.push(items / (durationMs / 1_000))
    gaps.push(worst)
  }
  return { rates, gaps }
}

async function streamFile(megabytes: number): Promise<{ durationMs: number; gaps: Gaps; count: number }> {
  const head = 'Order ID,Customer,Country,Amount,Currency,Note\r\n'
  const parts: BlobPart[] = [head]
  let bytes = head.length
  let count = 0
  while (bytes < megabytes * 1_000_000) {
    const lines = Array.from({ length: 10_000 }, () => {
      const note = ++count % 10 === 0 ? '"rush, please"' : ''
      return `${count},Ada Lovelace,GB,"1,250.50",GBP,${note}\r\n`
    })
    // Each part on its own: a list of blobs is kept by the browser, not by the page's heap.
    const part = new Blob(lines)
    parts.push(part)
    bytes += part.size
  }
  const file = new File(parts, 'orders.csv')
  const worstGap = window.watchGap()
  const report = await window.hotplug.pipelines.run('clean-enrich-aggregate', file, { stream: true })
  const gaps = worstGap()
  if (!report.ok) throw new Error(report.error.message)
  if (report.steps[0]?.in !== count) throw new Error('a row was lost')
  return { durationMs: report.durationMs, gaps, count }
}
