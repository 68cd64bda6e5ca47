import { readFileSync } from 'node:fs'
import type { CDPSession } from '@playwright/test'
import type { Row } from './report'
import { openPage, type Site } from './site'
import { summarise } from './statistics'

const swaps = 2_000
const settleMs = 3_000

/** 2,000 swaps: what stays in the page's heap, and in the processes of the sandbox. */
export async function measureMemory(site: Site): Promise<Row[]> {
  const page = await openPage(site)
  const session = await page.context().newCDPSession(page)
  const browserSession = await site.browser.newBrowserCDPSession()
  await page.evaluate(swapMany, 200)
  await page.waitForTimeout(settleMs)
  const heapBefore = await heapSize(session)
  const memoryBefore = await rendererMemory(browserSession)
  await page.evaluate(swapMany, swaps)
  await page.waitForTimeout(settleMs)
  const heapAfter = await heapSize(session)
  const memoryAfter = await rendererMemory(browserSession)
  const frames = await page.evaluate(() => document.querySelectorAll('iframe[src*="sandbox"]').length)
  const plugins = await page.evaluate(() => window.hotplug.plugins().filter(({ state }) => state === 'active').length)
  if (frames > plugins + 1) throw new Error(`${frames} frames for ${plugins} plugins and a spare`)
  await page.context().close()
  const one = (value: number) => summarise([value])
  return [
    {
      name: `page heap after ${swaps} swaps, growth`,
      unit: 'MB',
      summary: one(heapAfter - heapBefore),
      limit: { by: 'max', atMost: 5 },
    },
    { name: 'page heap', unit: 'MB', summary: one(heapAfter) },
    { name: 'all renderer processes before', unit: 'MB', summary: one(memoryBefore) },
    {
      name: `all renderer processes after ${swaps} swaps`,
      unit: 'MB',
      summary: one(memoryAfter),
      limit: { by: 'max', atMost: memoryBefore * 1.15 },
    },
  ]
}

/** Runs in the page. */
async function swapMany(count: number): Promise<void> {
  const source = window.hotplug.files.read('counter/index.ts').replace(/\n\/\/ swap \d+$/, '')
  for (let swap = 0; swap < count; swap++) {
    window.hotplug.files.write('counter/index.ts', `${source}\n// swap ${swap % 50}`)
    const report = await window.hotplug.save('counter')
    if (!report.ok) throw new Error(report.error.message)
    const run = await window.hotplug.run('counter', 'count')
    if (!run.ok) throw new Error(run.error.message)
  }
}

async function heapSize(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

/** The proportional set size of all renderers, where the system tells it (Linux). */
export async function rendererMemory(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => proportionalSize(id))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function proportionalSize(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    return Number(kilobytes ?? Number.NaN) / 1_000
  } catch {
    return 0
  }
}
