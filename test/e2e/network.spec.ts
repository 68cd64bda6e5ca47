import { expect } from '@playwright/test'
import { netServers } from '../support/net-servers'
import { test } from './support/profile'

// The page's own watch for requests to other hosts is left out: here one is wanted.
test('a plugin reaches the origin that was granted, and the page itself reaches none', async ({ page }) => {
  const { first, second } = await netServers()
  await page.goto('')
  await page.waitForFunction(() => 'hotplug' in window && window.hotplug.ready.then(() => true))
  const seen = await page.evaluate(
    async ({ first, second }) => {
      const { hotplug } = window
      const manifest = { name: 'fetcher', version: '1.0.0', apiVersion: '^1.0.0', permissions: [`net:${first}`] }
      hotplug.files.write('fetcher/plugin.json', JSON.stringify(manifest))
      hotplug.files.write(
        'fetcher/index.ts',
        'export default { execute: async (url, ctx) => (await ctx.net.fetch(url)).json() }',
      )
      await hotplug.save('fetcher')
      const before = await hotplug.run('fetcher', `${first}/before`)
      await hotplug.permissions.grant('fetcher', `net:${first}`)
      const granted = await hotplug.run('fetcher', `${first}/granted`)
      const other = await hotplug.run('fetcher', `${second}/other`)
      const page = await fetch(`${first}/page`, { mode: 'no-cors' }).then(
        () => 'reached',
        () => 'refused',
      )
      return { before, granted, other, page }
    },
    { first, second },
  )
  expect(seen).toMatchObject({
    before: { ok: false, error: { code: 'PERMISSION' } },
    granted: { ok: true, output: { method: 'GET' } },
    other: { ok: false, error: { code: 'PERMISSION' } },
    page: 'refused',
  })
  expect((await netServers()).heard.map(({ server, path }) => `${server} ${path}`)).toEqual(['first /granted'])
})
