import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Playground } from '../../../src/app/playground'
import { freshPlayground } from '../../support/fresh-playground'

interface Manifest {
  readonly name: string
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

/** What comes of every example input, in their order. */
async function outcomes({ name, examples = {} }: Manifest): Promise<unknown[]> {
  const all: unknown[] = []
  for (const input of Object.values(examples)) {
    const report = await playground.hotplug.run(name, input)
    all.push(report.ok ? { output: report.output } : { code: report.error.code, message: report.error.message })
  }
  return all
}

test.for(manifests.map((manifest) => [manifest.name, manifest] as const))(
  '%s gives the same in both runtimes',
  async ([name, manifest]) => {
    const { hotplug, workspace } = playground
    expect(await hotplug.save(name)).toMatchObject({ ok: true })
    const inWorker = await outcomes(manifest)
    workspace.write(`${name}/plugin.json`, JSON.stringify({ ...manifest, runtime: 'interpreter' }))
    expect(await hotplug.save(name)).toMatchObject({ ok: true })
    expect(inWorker).not.toEqual([])
    const noIntl = { code: 'EXECUTE', message: 'ReferenceError: Intl is not defined' }
    expect(await outcomes(manifest)).toEqual(needsIntl.includes(name) ? inWorker.map(() => noIntl) : inWorker)
  },
)
