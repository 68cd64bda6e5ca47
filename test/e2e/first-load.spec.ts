import { gzipSync } from 'node:zlib'
import { expect, test } from './support/test'

/** Bytes, gzipped. */
const budget = 120_000

test('the first output needs no more than 120 kB of JavaScript', async ({ ui, page }) => {
  const scripts = new Map<string, number>()
  const bodies: Promise<void>[] = []
  let isCounting = true
  page.context().on('response', (response) => {
    const type = response.headers()['content-type'] ?? ''
    const isFrame = response.url().endsWith('/sandbox.html')
    if (!isCounting || (!type.includes('javascript') && !isFrame)) return
    bodies.push(response.body().then((body) => void scripts.set(response.url(), gzipSync(body).byteLength)))
  })
  await page.goto('')
  await expect(ui.output).toContainText('Hello, Ada! Great to see you!')
  isCounting = false
  await Promise.all(bodies)
  const total = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0)
  const told = [...scripts].map(([url, bytes]) => `${bytes} ${new URL(url).pathname}`).join('\n')
  expect(scripts.size, told).toBeGreaterThan(1)
  expect(total, told).toBeLessThanOrEqual(budget)
})
