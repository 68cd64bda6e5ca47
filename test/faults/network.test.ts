import { expect, test, vi } from 'vitest'
import { commands } from 'vitest/browser'
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

test('43 calls-home: whatever a plugin tries, a server that listens hears nothing', async () => {
  const bench = await createBench()
  const { port } = await commands.heardByServer()
  const tried: Record<string, string>[] = []
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
          tried.push(report.output as Record<string, string>)
        },
      },
      { unload: { unloaded: true, error: null } },
    ],
  })
  const [ways = {}] = tried
  expect(Object.keys(ways).length).toBeGreaterThan(20)
  // Setting these is no request, and no request followed; all else has to have been refused on the spot.
  expect(Object.keys(ways).filter((name) => ways[name] === 'done')).toEqual(['a canvas filter', 'a source map'])

  expect(await commands.heardByServer()).toEqual({ port, connections: 0, packets: 0, requests: [] })
  await callFromOpenFrame(port)
  expect(await commands.heardByServer()).toMatchObject({ requests: ['/open'], packets: 0 })

  await bench.close()
}, 60_000)
