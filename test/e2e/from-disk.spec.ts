import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { createServer, type ViteDevServer } from 'vite'
import { test } from './support/profile'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hotplug-plugins-'))
const source = join(folder, 'greeter/index.ts')
let server: ViteDevServer

// The profile is cleared of the built site alone.
test.use({ visit: 'first' })

test.beforeAll(async () => {
  cpSync(join(root, 'plugins/greeter'), join(folder, 'greeter'), { recursive: true })
  process.env['HOTPLUG_PLUGINS'] = folder
  server = await createServer({
    root,
    configLoader: 'runner',
    logLevel: 'error',
    server: { port: 0, host: 'localhost' },
  })
  await server.listen()
})

test.afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

test('a file that changes on disk swaps the plugin in the open page, and a broken one leaves it serving', async ({
  page,
}) => {
  const output = page.getByRole('region', { name: 'Output' })
  await page.goto(server.resolvedUrls?.local[0] ?? '')
  await expect(output).toContainText('Hello, Ada!')
  await page.evaluate(() => window.hotplug.ready)
  const good = readFileSync(source, 'utf8')

  writeFileSync(source, good.replace('Hello,', 'Good evening,'))
  await expect(output).toContainText('Good evening, Ada!')
  expect(await page.evaluate(() => window.hotplug.plugins()[0]?.generation)).toBe(2)

  writeFileSync(source, 'export default {')
  await expect(page.getByRole('tab', { name: /Problems/ })).toContainText('1')
  await expect(output).toContainText('Good evening, Ada!')
  expect(await page.evaluate(() => window.hotplug.plugins()[0]?.generation)).toBe(2)
})
