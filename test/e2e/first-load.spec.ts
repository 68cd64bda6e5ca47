import { gzipSync } from 'node:zlib'
import { expect, test } from './support/test'

/** Bytes, gzipped. */
const budget = 120_000

test.use({ visit: 'first' })

test('the first output needs no more than 120 kB of JavaScript', async ({ ui, page }) => {
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      if (document.querySelector('[aria-label="Output"]')?.textContent.includes('Great to see you!') !== true) return
      observer.disconnect()
      performance.mark('first output')
    }).observe(document, { subtree: true, childList: true, characterData: true })
  })
  await page.goto('')
  await expect(ui.output).toContainText('Hello, Ada! Great to see you!')
  const asked = await page.evaluate(() => {
    const [output] = performance.getEntriesByName('first output')
    const resources = performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime <= (output?.startTime ?? 0))
    return [...new Set([location.href, ...resources.map(({ name }) => name)])]
  })

  const scripts: { path: string; bytes: number }[] = []
  for (const url of asked.filter((address) => address.startsWith('http'))) {
    const response = await page.request.get(url)
    const isScript = response.headers()['content-type']?.includes('javascript') === true
    // The sandbox's page is nothing but its script.
    if (!isScript && !url.includes('sandbox.html')) continue
    scripts.push({ path: new URL(url).pathname, bytes: gzipSync(await response.body()).byteLength })
  }
  const told = scripts.map(({ path, bytes }) => `${bytes} ${path}`).join('\n')
  expect(scripts.map(({ path }) => path).join(), told).toMatch(/index-.*sandbox\.html/)
  expect(
    scripts.reduce((sum, { bytes }) => sum + bytes, 0),
    told,
  ).toBeLessThanOrEqual(budget)
})
