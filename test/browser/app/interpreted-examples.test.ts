import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Playground } from '../../../src/app/playground'
import { freshPlayground } from '../../support/fresh-playground'

interface Manifest {
  readonly name: string
  readonly kind?: 'plugin' | 'middleware'
  readonly examples?: Readonly<Record<string, unknown>>
}

const manifests = Object.values(
  import.meta.glob<Manifest>('../../../plugins/*/plugin.json', { import: 'default', eager: true }),
)

let playground: Playground

beforeAll(async () => {
  playground = await freshPlayground()
  await playground.start('greeter')
  await playground.hotplug.ready
}, 60_000)

afterAll(async () => {
  for (const { name } of playground.hotplug.plugins()) await playground.hotplug.unload(name)
  await playground.workspace.close()
})

/** Written for people by `Intl`, which QuickJS does not have. */
const needsIntl = ['sparkline']

/** What comes of every example input, in their order; of a middleware, what comes of a call that it goes around. */
async function outcomes({ name, kind, examples = {} }: Manifest): Promise<unknown[]> {
  if (kind === 'middleware') return outcomesAround(name)
  const all: unknown[] = []
  for (const input of Object.values(examples)) {
    const report = await playground.hotplug.run(name, input)
    all.push(
      report.ok ? { output: timeless(report.output) } : { code: report.error.code, message: report.error.message },
    )
  }
  return all
}

/** The same output, whenever it was made. */
function timeless(output: unknown): unknown {
  const text = JSON.stringify({ output }).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then')
  return (JSON.parse(text) as { readonly output?: unknown }).output
}

async function outcomesAround(name: string): Promise<unknown[]> {
  const { run, middleware, health } = playground.hotplug
  await middleware.set('greeter', [name])
  const report = await run('greeter', 'Ada')
  await middleware.set('greeter', [])
  const { status, detail } = await health(name)
  return [report.ok ? report.output : report.error.code, status, detail?.replace(/\d+/g, 'n')]
}

test.for(manifests.map((manifest) => [manifest.name, manifest] as const))(
  '%s gives the same in both runtimes',
  async ([name, manifest]) => {
    const { hotplug, workspace } = playground
    expect(await hotplug.save(name)).toMatchObject({ ok: true })
    for (const { capability } of hotplug.permissions.list(name)) await hotplug.permissions.grant(name, capability)
    const inWorker = await outcomes(manifest)
    workspace.write(`${name}/plugin.json`, JSON.stringify({ ...manifest, runtime: 'interpreter' }))
    expect(await hotplug.save(name, { withoutState: true })).toMatchObject({ ok: true })
    expect(inWorker).not.toEqual([])
    expect(inWorker).not.toContainEqual(expect.objectContaining({ code: 'PERMISSION' }))
    const noIntl = { code: 'EXECUTE', message: 'ReferenceError: Intl is not defined' }
    expect(await outcomes(manifest)).toEqual(needsIntl.includes(name) ? inWorker.map(() => noIntl) : inWorker)
  },
)
