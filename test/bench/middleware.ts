import { builtIns } from '../../src/kernel/middleware/built-ins'
import type { Row } from './report'
import { openPage, type Site } from './site'
import { summarise } from './statistics'

/** Options under which a middleware does its work for each call, and none of its refusing. */
const busyOptions: Readonly<Record<string, object>> = {
  'rate-limit': { perSecond: 1_000_000, burst: 1_000_000 },
}

/** What the page's clock can tell is a tenth of a millisecond: so many calls, one after the other, are timed together. */
const callsInBlock = 100
/** Of a block without and a block with, in turns which comes first. */
const pairs = Number(process.env['HOTPLUG_BENCH_PAIRS'] ?? 60)

/**
 * What each built-in middleware adds to a call: the time of a block of calls with it alone around the plugin, less that
 * of a block without any, for each call. `nothing` is the noise of it: both blocks are without.
 */
export async function measureMiddleware(site: Site): Promise<Row[]> {
  const page = await openPage(site)
  await page.evaluate(makePlugin)
  const names = [null, ...builtIns.keys()]
  const rows: Row[] = []
  for (const name of names) {
    const options = (name === null ? undefined : busyOptions[name]) ?? {}
    const added = await page.evaluate(addedPerCall, { name, options, callsInBlock, pairs })
    const row = { name: `${name ?? 'nothing'}, added to a call`, unit: 'µs', summary: summarise(added) } as const
    rows.push(name === null ? row : { ...row, limit: { by: 'median', atMost: 20 } })
  }
  await page.context().close()
  return rows
}

/** Runs in the page, as what follows. */
async function makePlugin(): Promise<void> {
  const { files, save, permissions, middleware } = window.hotplug
  const schema = {
    type: 'object',
    properties: {
      n: { type: 'integer' },
      name: { type: 'string', minLength: 1 },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['n', 'name'],
  }
  const asked = ['clock', 'storage:read', 'net:https://api.example.com']
  const manifest = { name: 'echo', version: '1.0.0', apiVersion: '^1.0.0', permissions: asked }
  files.write('echo/plugin.json', JSON.stringify({ ...manifest, inputSchema: schema, outputSchema: schema }))
  files.write('echo/index.ts', 'export default { execute: (input: unknown) => input }')
  const report = await save('echo')
  if (!report.ok) throw new Error(report.error.message)
  for (const capability of asked) await permissions.grant('echo', capability, 'always')
  await middleware.set('*', [])
}

async function addedPerCall(asked: {
  name: string | null
  options: object
  callsInBlock: number
  pairs: number
}): Promise<number[]> {
  const { name, options, callsInBlock, pairs } = asked
  const { middleware, run } = window.hotplug
  let n = 0

  /** Microseconds a call. */
  async function block(names: string[]): Promise<number> {
    await middleware.set('echo', names)
    // To set it is work of its own, which is not asked for here.
    for (let call = 0; call < 10; call++) await run('echo', { n: n++, name: 'Ada Lovelace', tags: ['poet', 'count'] })
    const started = performance.now()
    for (let call = 0; call < callsInBlock; call++) {
      const report = await run('echo', { n: n++, name: 'Ada Lovelace', tags: ['poet', 'count'] })
      if (!report.ok) throw new Error(report.error.message)
    }
    return ((performance.now() - started) * 1_000) / callsInBlock
  }

  if (name !== null) await middleware.setOptions('echo', name, options)
  const chain = name === null ? [] : [name]
  const added: number[] = []
  for (let pair = -5; pair < pairs; pair++) {
    const isFirst = pair % 2 === 0
    const first = await block(isFirst ? chain : [])
    const second = await block(isFirst ? [] : chain)
    if (pair >= 0) added.push(isFirst ? first - second : second - first)
  }
  return added
}
