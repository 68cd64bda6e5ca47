import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startStaticServer, type StaticServer } from '../../support/static-server'

let folder = ''
let server: StaticServer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hotplug-site-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<title>The site</title>')
  writeFileSync(join(folder, 'assets/x.wasm'), '')
  writeFileSync(join(folder, 'assets/x.js'), '')
  server = await startStaticServer({ folder, path: '/some/where/' })
})

afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

it.each([
  ['', 'text/html'],
  ['index.html', 'text/html'],
  ['assets/x.wasm', 'application/wasm'],
  ['assets/x.js', 'text/javascript'],
])('serves %s as %s', async (path, type) => {
  const response = await fetch(server.url + path)
  expect([response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([200, type])
})

it('sends no header that a plain host would not send', async () => {
  const names = [...(await fetch(server.url)).headers.keys()]
  expect(names.filter((name) => /cross-origin|content-security|access-control|service-worker/.test(name))).toEqual([])
})

it.each(['/', '/index.html', '/some/', '/some/where/none.js', '/some/where/../index.html'])(
  'has nothing at %s',
  async (path) => {
    expect((await fetch(new URL(path, server.url))).status).toBe(404)
  },
)

it('says how to get a site where there is none', async () => {
  await expect(startStaticServer({ folder: join(folder, 'assets') })).rejects.toThrow('npm run build')
})
