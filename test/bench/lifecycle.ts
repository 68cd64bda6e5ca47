import type { Page } from '@playwright/test'
import { rendererMemory } from './memory'
import type { Row } from './report'
import { newPage, openPage, type Site } from './site'
import { summarise } from './statistics'

declare global {
  interface Window {
    lifecycleTimes: { output?: number; ready?: number }
  }
}

const few = 5
const many = 500
const loads = 11
const active = 100
const settleMs = 3_000

/** What many plugins cost: at the opening of the page while nobody calls them, and each that is active. */
export async function measureLifecycle(site: Site): Promise<Row[]> {
  return [...(await measureOpening(site)), ...(await measureActive(site))]
}

/** The same page with few and with many plugins that their first call brings up, loaded by turns. */
async function measureOpening(site: Site): Promise<Row[]> {
  const pages = [await pageWith(site, few), await pageWith(site, many)]
  const times = pages.map(() => ({ output: [] as number[], ready: [] as number[] }))
  for (let load = -1; load < loads; load++) {
    for (const [index, page] of pages.entries()) {
      await page.goto(site.url)
      await page.waitForFunction(
        () => window.lifecycleTimes.output !== undefined && window.lifecycleTimes.ready !== undefined,
      )
      const { output, ready } = await page.evaluate(() => window.lifecycleTimes)
      if (load < 0) continue
      times[index]!.output.push(output!)
      times[index]!.ready.push(ready!)
    }
  }
  for (const [index, page] of pages.entries()) {
    const registered = await page.evaluate(() => window.hotplug.plugins().length)
    if (registered !== [few, many][index]) throw new Error(`${registered} plugins are registered`)
    const answer = await page.evaluate(() => window.hotplug.run('sleeper-1', 'hello'))
    if (!answer.ok || answer.output !== 'hello') throw new Error('a plugin did not come up at its first call')
    await page.context().close()
  }
  const [small, large] = times
  return (['output', 'ready'] as const).flatMap((what) => {
    const [withFew, withMany] = [summarise(small![what]), summarise(large![what])]
    const name = what === 'output' ? 'navigation → first output' : 'navigation → ready'
    return [
      { name: `${name}, ${few} plugins`, unit: 'ms', summary: withFew },
      { name: `${name}, ${many} plugins`, unit: 'ms', summary: withMany },
      {
        name: `${name}, ${many} plugins by ${few}`,
        unit: 'ratio',
        summary: summarise([withMany.median / withFew.median]),
        limit: { by: 'median', atMost: 1.5 },
      },
    ] satisfies Row[]
  })
}

/** A page whose workspace holds the greeter and so many less one that sleep. */
async function pageWith(site: Site, count: number): Promise<Page> {
  const page = await newPage(site)
  await page.addInitScript(watchOpening)
  await page.goto(site.url)
  await page.waitForFunction(() => 'hotplug' in window)
  await page.evaluate(() => window.hotplug.ready)
  await page.evaluate(fillWorkspace, { count: count - 1, activation: 'call', keep: 'greeter', unloads: true })
  await page.waitForTimeout(settleMs)
  return page
}

/** Active plugins by the hundred: whether they answer, and what each takes. */
async function measureActive(site: Site): Promise<Row[]> {
  const page = await openPage(site)
  const session = await site.browser.newBrowserCDPSession()
  await page.waitForTimeout(settleMs)
  const before = await rendererMemory(session)
  const fill = { count: active, activation: 'startup', keep: '', unloads: false }
  await page.evaluate(fillWorkspace, fill)
  await page.waitForTimeout(settleMs)
  const after = await rendererMemory(session)
  const durations = await page.evaluate(callAll, active)
  await page.context().close()
  return [
    { name: `a call of each of ${active} active plugins`, unit: 'ms', summary: summarise(durations) },
    { name: `memory of each of ${active} active plugins`, unit: 'MB', summary: summarise([(after - before) / active]) },
  ]
}

/** Runs in the page: takes away what is there but for `keep`, if that is told, and saves plugins that echo. */
async function fillWorkspace(fill: { count: number; activation: string; keep: string; unloads: boolean }) {
  const { count, activation, keep, unloads } = fill
  const { files } = window.hotplug
  if (keep !== '') {
    for (const path of files.list()) if (!path.startsWith(`${keep}/`)) files.remove(path)
  }
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const saveNext = async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const name = `sleeper-${number}`
      files.write(`${name}/plugin.json`, JSON.stringify({ name, version: '1.0.0', apiVersion: '^1.0.0', activation }))
      files.write(`${name}/index.ts`, `export default { execute: (input: unknown) => input } // ${number}\n`)
      const report = await window.hotplug.save(name)
      if (!report.ok) throw new Error(report.error.message)
      if (unloads) await window.hotplug.unload(name)
    }
  }
  await Promise.all([saveNext(), saveNext(), saveNext()])
}

/** Runs in the page: calls each plugin once, one after the other. */
async function callAll(count: number): Promise<number[]> {
  const durations: number[] = []
  for (let number = 1; number <= count; number++) {
    const report = await window.hotplug.run(`sleeper-${number}`, number)
    if (!report.ok || report.output !== number) throw new Error(`sleeper-${number} did not answer`)
    durations.push(report.durationMs)
  }
  return durations
}

/** Runs in the page before anything else. */
function watchOpening(): void {
  window.lifecycleTimes = {}
  const times = window.lifecycleTimes
  let asked = false
  const look = () => {
    if (document.querySelector('[aria-label="Output"]')?.textContent.includes('Ada')) times.output ??= performance.now()
    if (!asked && 'hotplug' in window) {
      asked = true
      void window.hotplug.ready.then(() => (times.ready = performance.now()))
    }
    if (times.output === undefined || times.ready === undefined) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
