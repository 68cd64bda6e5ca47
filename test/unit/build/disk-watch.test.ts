import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type HotPayload, type ViteDevServer } from 'vite'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { diskEvent, diskWatch } from '../../../src/build/disk-watch'
import { diskEvent as pageDiskEvent } from '../../../src/workspace/disk'

interface Told {
  readonly plugin: string
  readonly files: Record<string, string>
  readonly removed: boolean
}

let root: string
let server: ViteDevServer
let told: Told[]
let reloads: HotPayload[]

const inPlugins = (...path: string[]): string => join(root, 'plugins', ...path)

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk-watch-'))
  await mkdir(inPlugins('greeter', 'lib'), { recursive: true })
  await writeFile(inPlugins('greeter', 'plugin.json'), '{ "name": "greeter" }')
  await writeFile(inPlugins('greeter', 'index.ts'), 'export default 1')
  await writeFile(inPlugins('greeter', 'lib', 'a.ts'), 'export const a = 1')
  await writeFile(join(root, 'main.js'), 'import text from "./plugins/greeter/index.ts?raw"; document.title = text')
  told = []
  reloads = []
  server = await createServer({
    configFile: false,
    root,
    logLevel: 'silent',
    appType: 'custom',
    server: { middlewareMode: true, ws: false, watch: { interval: 10 } },
    plugins: [diskWatch()],
  })
  const send = vi.spyOn(server.environments.client.hot, 'send')
  send.mockImplementation((...sent: unknown[]) => {
    const [event, payload] = sent
    if (event === diskEvent) told.push(payload as Told)
    else reloads.push(event as HotPayload)
  })
  // The module graph knows the plugin's file, as it does when examples are built into the page.
  await server.transformRequest('/main.js')
  await server.transformRequest('/plugins/greeter/index.ts?raw')
  await watched(inPlugins('greeter', 'index.ts'))
})

afterEach(async () => {
  await server.close()
  await rm(root, { recursive: true })
})

/** Resolves once the watcher tells of the file's folder, so that no change is made too early to be seen. */
async function watched(path: string): Promise<void> {
  await vi.waitFor(() => {
    const folder = Object.entries(server.watcher.getWatched()).find(
      ([name]) => join(root, name) === join(path, '..') || name === join(path, '..'),
    )
    expect(folder?.[1]).toContain(path.slice(path.lastIndexOf('/') + 1))
  })
}

const next = (count = 1): Promise<void> => vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(count), 5000)

describe('a change on disk', () => {
  test('is told with the whole folder, under the name that the page listens to', async () => {
    await writeFile(inPlugins('greeter', 'index.ts'), 'export default 2')
    await next()
    expect(told).toEqual([
      {
        plugin: 'greeter',
        removed: false,
        files: {
          'plugin.json': '{ "name": "greeter" }',
          'index.ts': 'export default 2',
          'lib/a.ts': 'export const a = 1',
        },
      },
    ])
    expect(diskEvent).toBe(pageDiskEvent)
  })

  test('by write and rename, over several files, counts once', async () => {
    await writeFile(inPlugins('greeter', 'index.ts.tmp'), 'export default 3')
    await rename(inPlugins('greeter', 'index.ts.tmp'), inPlugins('greeter', 'index.ts'))
    await writeFile(inPlugins('greeter', 'lib', 'a.ts'), 'export const a = 3')
    await next()
    await writeFile(inPlugins('greeter', 'plugin.json'), '{ "name": "greeter", "version": "2.0.0" }')
    await next(2)
    expect(told).toHaveLength(2)
    expect(told[0]?.files).toMatchObject({ 'index.ts': 'export default 3', 'lib/a.ts': 'export const a = 3' })
    expect(Object.keys(told[0]?.files ?? {})).not.toContain('index.ts.tmp')
  })

  test('that empties a file before it writes it again is told when it is whole', async () => {
    await writeFile(inPlugins('greeter', 'index.ts'), '')
    await mkdir(inPlugins('math'))
    await writeFile(inPlugins('math', 'index.ts'), 'later, and told')
    await next()
    await writeFile(inPlugins('greeter', 'index.ts'), 'export default 4')
    await next(2)
    expect(told.map(({ files }) => files['index.ts'])).toEqual(['later, and told', 'export default 4'])
  })

  test('that leaves a file empty or takes it away is told in the end', async () => {
    await rm(inPlugins('greeter', 'lib', 'a.ts'))
    await writeFile(inPlugins('greeter', 'index.ts'), '')
    await next()
    expect(told.at(-1)?.files).toEqual({ 'plugin.json': '{ "name": "greeter" }', 'index.ts': '' })
  })

  test('that changes nothing is not told', async () => {
    await utimes(inPlugins('greeter', 'index.ts'), new Date(), new Date())
    await writeFile(inPlugins('greeter', 'plugin.json'), '{ "name": "greeter" }')
    await mkdir(inPlugins('math'))
    await writeFile(inPlugins('math', 'index.ts'), 'export default 5')
    await next()
    expect(told.map(({ plugin }) => plugin)).toEqual(['math'])
  })

  test('that removes the folder says so', async () => {
    await rm(inPlugins('greeter'), { recursive: true })
    await next()
    expect(told).toEqual([{ plugin: 'greeter', files: {}, removed: true }])
  })

  test('never reloads the page, not even for a page or a tsconfig in a plugin', async () => {
    await writeFile(inPlugins('greeter', 'help.html'), '<p>help')
    await writeFile(inPlugins('greeter', 'tsconfig.json'), '{}')
    await writeFile(inPlugins('greeter', 'index.ts'), 'export default 6')
    await next()
    await writeFile(join(root, 'main.js'), 'document.title = "changed"')
    // The page's own module does reload it, which shows that a reload would have been seen before.
    await vi.waitFor(() => expect(reloads.length).toBeGreaterThan(0), 5000)
    expect(reloads).toMatchObject([{ type: 'full-reload', triggeredBy: expect.stringContaining('main.js') as unknown }])
  })
})
