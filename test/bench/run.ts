/** `npm run bench [part …]`: the built site's times and memory in a real Chromium, as a table and as JSON. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { measureCalls } from './calls'
import { measureColdStart } from './cold-start'
import { measureLifecycle } from './lifecycle'
import { measureMemory } from './memory'
import { measureMiddleware } from './middleware'
import { measureOthers } from './others'
import { measureRealms } from './realms'
import { measurePipelines } from './pipelines'
import { isMet, toTable, type Row } from './report'
import { measureSaves } from './save-to-output'
import { openSite, type Site } from './site'
import { measureTraffic } from './traffic'

const parts: Readonly<Record<string, (site: Site) => Promise<Row[]>>> = {
  saves: (site) => measureSaves(site),
  others: measureOthers,
  start: measureColdStart,
  calls: measureCalls,
  middleware: measureMiddleware,
  traffic: measureTraffic,
  pipelines: measurePipelines,
  memory: measureMemory,
  lifecycle: measureLifecycle,
  realms: measureRealms,
}

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !(name in parts))
if (unknown.length > 0)
  throw new Error(`No such part: ${unknown.join(', ')}. There are ${Object.keys(parts).join(', ')}.`)

const results: Record<string, Row[]> = {}
for (const [name, measure] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  const load = loadavg()[0]!
  const site = await openSite()
  try {
    results[name] = await measure(site)
  } finally {
    await site.close()
  }
  console.log(`\n${name} (load ${load.toFixed(1)} on ${cpus().length} cores)\n${toTable(results[name])}`)
}
mkdirSync('.cache', { recursive: true })
writeFileSync('.cache/bench.json', `${JSON.stringify(results, null, 2)}\n`)
const missed = Object.values(results)
  .flat()
  .filter((row) => isMet(row) === false)
console.log(missed.length === 0 ? '\nEvery limit is met.' : `\nMissed: ${missed.map(({ name }) => name).join('; ')}.`)
process.exitCode = missed.length === 0 ? 0 : 1
console.log('The numbers as JSON: .cache/bench.json')
