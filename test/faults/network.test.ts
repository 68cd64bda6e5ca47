import { expect, test, vi } from 'vitest'
import { commands } from 'vitest/browser'
import type { Runtime } from '../../src/kernel/guest-port'
import type { Heard } from '../support/listening-server'
import { createBench } from './bench'
import { sufferWithinBound } from './gap-bound'

declare module 'vitest/browser' {
  interface BrowserCommands {
    heardByServer(): Promise<Heard>
  }
}

const plugin = 'calls-home'

/** The same frame without the sandbox's policy: what it asks for arrives, so a server that hears nothing means something. */
async function callFromOpenFrame(port: number): Promise<void> {
  const frame = document.createElement('iframe')
  const url = new URL('/hostile-sandbox.html', location.href)
  url.searchParams.set('script', `fetch('http://127.0.0.1:${port}/open', { mode: 'no-cors' })`)
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.src = url.href
  document.body.append(frame)
  try {
    await vi.waitFor(async () => expect((await commands.heardByServer()).requests).toEqual(['/open']), 10_000)
  } finally {
    frame.remove()
  }
}

/** How each of its ways out ended. */
async function tryAllWays(runtime: Runtime, port: number): Promise<Readonly<Record<string, string>>> {
  const bench = await createBench(runtime)
  let ways: Readonly<Record<string, string>> = {}
  await sufferWithinBound(bench, {
    number: 43,
    plugin,
    says: 'nothing leaves',
    files: () => ({ 'address.ts': `export const port = ${port}\n` }),
    steps: [
      { save: { ok: true } },
      {
        act: async ({ playground: { hotplug } }) => {
          const report = await hotplug.run(plugin, null)
          if (!report.ok) throw new Error(report.error.message)
          ways = report.output as typeof ways
        },
      },
      { unload: { unloaded: true, error: null } },
    ],
  })
  await bench.close()
  return ways
}

test('43 calls-home: whatever a plugin tries, a server that listens hears nothing', async () => {
  const { port } = await commands.heardByServer()
  const ways = { worker: await tryAllWays('worker', port), interpreter: await tryAllWays('interpreter', port) }
  expect(Object.keys(ways.worker).length).toBeGreaterThan(20)
  expect(Object.keys(ways.interpreter).toSorted()).toEqual(Object.keys(ways.worker).toSorted())
  const done = (of: Readonly<Record<string, string>>) => Object.keys(of).filter((name) => of[name] === 'done')
  // Setting these is no request, and no request followed; all else has to have been refused on the spot.
  expect(done(ways.worker)).toEqual(['a canvas filter', 'a source map'])
  expect(done(ways.interpreter)).toEqual([])

  expect(await commands.heardByServer()).toEqual({ port, connections: 0, packets: 0, requests: [] })
  await callFromOpenFrame(port)
  expect(await commands.heardByServer()).toMatchObject({ requests: ['/open'], packets: 0 })
}, 120_000)
