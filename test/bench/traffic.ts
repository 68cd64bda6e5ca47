import type { Row } from './report'
import { openPage, type Site } from './site'
import { summarise } from './statistics'

const perSecond = 500
const swaps = 200

/** What the page counted of one stream of calls. */
interface Stream {
  readonly sent: number
  readonly lost: number
  readonly doubled: number
  /** By the code of the error. */
  readonly failures: Readonly<Record<string, number>>
  /** Of the calls that were answered, in milliseconds. */
  readonly durations: readonly number[]
  readonly seconds: number
  readonly generations: number
  /** How many saves were refused, and why. */
  readonly refusals: readonly string[]
  /** How far the state at the end is from the calls that were made; `null` without a state. */
  readonly drift: number | null
}

const manifest = (name: string) => JSON.stringify({ name, version: '1.0.0', apiVersion: '^1.0.0' })

/** A number that counts the calls, and that each generation hands to the next. */
const counting = (build: number) => `
  export default () => {
    let count = 0
    return {
      execute: (call: number) => ({ call, count: ++count, build: ${build} }),
      snapshot: () => count,
      restore: (from: number) => { count = from },
    }
  }`
const plain = (build: number) => `export default { execute: (call: number) => ({ call, build: ${build} }) }`

/** A steady stream of calls, while the plugin is swapped again and again. */
export async function measureTraffic(site: Site): Promise<Row[]> {
  const rows: Row[] = []
  for (const [what, name, source] of [
    ['with a state', 'counting', counting],
    ['without a state', 'plain', plain],
  ] as const) {
    const page = await openPage(site)
    const sources = Array.from({ length: swaps + 1 }, (_, build) => source(build))
    const stream = await page.evaluate(streamThroughSwaps, { name, manifest: manifest(name), sources, perSecond })
    await page.context().close()
    const { sent, lost, doubled, failures, durations, drift, generations, refusals } = stream
    for (const told of refusals) console.log(`refused: ${told}`)
    for (const [code, count] of Object.entries(failures)) console.log(`failed with ${code}: ${count}`)
    const failed = Object.values(failures).reduce((sum, count) => sum + count, 0)
    const none = (label: string, count: number): Row => ({
      name: `${what}: ${label}`,
      unit: 'calls',
      summary: summarise([count]),
      limit: { by: 'max', atMost: 0 },
    })
    rows.push(
      { name: `${what}: sent through ${generations - 1} swaps`, unit: 'calls', summary: summarise([sent]) },
      {
        name: `${what}: rate`,
        unit: 'calls/s',
        summary: summarise([sent / stream.seconds]),
        limit: { by: 'median', atLeast: 0.98 * perSecond },
      },
      none('lost', lost),
      none('doubled', doubled),
      none('failed', failed),
      ...(drift === null ? [] : [none('state off by', Math.abs(drift))]),
      { name: `${what}: one call`, unit: 'ms', summary: summarise(durations) },
    )
  }
  return rows
}

/** Runs in the page. */
async function streamThroughSwaps({
  name,
  manifest,
  sources,
  perSecond,
}: {
  name: string
  manifest: string
  sources: readonly string[]
  perSecond: number
}): Promise<Stream> {
  const { hotplug } = window
  const deadlineMs = 8_000
  const failures: Record<string, number> = {}
  const refusals: string[] = []
  const durations: number[] = []
  const answersTo = new Map<number, number>()
  const counts = new Map<number, number>()
  const waiting = new Set<Promise<void>>()
  let sent = 0
  let highest = 0

  async function save(source: string): Promise<void> {
    hotplug.files.write(`${name}/index.ts`, source)
    const report = await hotplug.save(name)
    if (!report.ok) refusals.push(`${report.error.code}: ${report.error.message}`)
  }

  async function call(): Promise<void> {
    const number = ++sent
    const report = await hotplug.run(name, number)
    if (!report.ok) return void (failures[report.error.code] = (failures[report.error.code] ?? 0) + 1)
    const { call, count } = report.output as { call: number; count?: number }
    answersTo.set(call, (answersTo.get(call) ?? 0) + 1)
    if (count !== undefined) {
      counts.set(count, (counts.get(count) ?? 0) + 1)
      highest = Math.max(highest, count)
    }
    durations.push(report.durationMs)
  }

  hotplug.files.write(`${name}/plugin.json`, manifest)
  await save(sources[0]!)
  const started = performance.now()
  let isOn = true
  const pace = setInterval(() => {
    if (!isOn) return
    // Open loop: the clock says how many are due, whether or not those before were answered.
    const due = Math.min(16, Math.floor(((performance.now() - started) * perSecond) / 1_000) - sent)
    for (let n = 0; n < due; n++) {
      const one = call()
      waiting.add(one)
      void one.then(() => waiting.delete(one))
    }
  }, 4)
  for (const source of sources.slice(1)) {
    await save(source)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  isOn = false
  clearInterval(pace)
  const seconds = (performance.now() - started) / 1_000
  await Promise.race([Promise.all(waiting), new Promise((resolve) => setTimeout(resolve, deadlineMs))])

  const twice = (of: ReadonlyMap<number, number>) => [...of.values()].reduce((sum, times) => sum + times - 1, 0)
  const generations = hotplug.plugins().find((plugin) => plugin.name === name)?.generation ?? 0
  return {
    ...{ sent, failures, durations, seconds, generations, refusals },
    lost: waiting.size,
    doubled: twice(answersTo) + twice(counts),
    drift: counts.size > 0 ? highest - sent : null,
  }
}
