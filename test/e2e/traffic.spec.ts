import type { Locator, Page } from '@playwright/test'
import type { Screen } from './support/screen'
import { expect, test } from './support/test'

const switchOf = (page: Page): Locator => page.getByRole('switch', { name: 'Traffic', exact: true })
const sliderOf = (page: Page): Locator => page.getByRole('slider', { name: 'Calls per second' })

/** The totals that the Traffic tab tells, by their names. */
async function totals(panel: Locator): Promise<Record<string, number>> {
  const told = await panel.locator('.traffic__totals > div').allInnerTexts()
  return Object.fromEntries(
    told.map((line) => {
      const [name = '', value = ''] = line.split(/\s+/)
      return [name, Number(value.replaceAll(',', ''))]
    }),
  )
}

/** Nothing is under way any more: what was sent has its answer. */
async function settled(panel: Locator): Promise<Record<string, number>> {
  await expect
    .poll(async () => {
      const { sent, answered, failed } = await totals(panel)
      return sent! - answered! - failed!
    })
    .toBe(0)
  return totals(panel)
}

async function startAt(ui: Screen, perSecond: number): Promise<Locator> {
  await switchOf(ui.page).click()
  const slider = sliderOf(ui.page)
  await slider.focus()
  await ui.page.keyboard.press('End')
  await expect(slider).toHaveAttribute('aria-valuetext', `${perSecond} calls per second`)
  const panel = ui.drawer.getByRole('tabpanel', { name: 'Traffic' })
  await expect(panel).toBeVisible()
  return panel
}

test('500 calls a second go on through saves, and none is lost', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await expect(ui.status).toContainText('sandbox ready')
  const panel = await startAt(ui, 500)
  await expect(panel.getByRole('img', { name: /Calls per second by generation/ })).toBeVisible()
  await expect(panel.locator('canvas')).toBeVisible()
  for (let generation = 2; generation <= 6; generation++) {
    const rows = panel.getByRole('table', { name: 'Calls by generation' }).getByRole('rowheader')
    await page.evaluate(() => window.hotplug.save('greeter'))
    await expect(rows.filter({ hasText: `g${generation}` }).first()).toBeVisible()
  }
  await page.evaluate(() => window.hotplug.save('greeter'))
  await switchOf(page).click()
  const end = await settled(panel)
  expect(end).toEqual({ sent: end['sent'], answered: end['sent'], lost: 0, doubled: 0, failed: 0 })
  expect(end['sent']).toBeGreaterThan(100)
  await expect(
    page.getByRole('status').filter({ hasText: /Traffic stopped\..* 0 lost, 0 doubled, 0 failed/ }),
  ).toBeAttached()
})

test('the traffic leaves the console, the output and the timeline alone', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceText('let n = 0\nexport default { execute() { n++; console.log("call", n); return "run " + n } }\n')
  await ui.saveByKey()
  await expect(ui.output).toContainText('run 1')
  const panel = await startAt(ui, 500)
  await expect.poll(async () => (await totals(panel))['answered']).toBeGreaterThan(200)
  await expect(ui.output).toContainText('run 1')
  const lines = await ui.showTab('Console')
  await expect(lines.getByRole('listitem').filter({ hasText: 'call' })).toHaveCount(1)
  await ui.run.click()
  await expect(lines.getByRole('listitem').filter({ hasText: 'call' })).toHaveCount(2)
  await expect(await ui.showTab('Metrics')).toContainText(/[\d,]{3,}\s*calls/)
  await switchOf(page).click()
})

test('failures are counted by their code, and an unload ends the traffic', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  const panel = await startAt(ui, 500)
  await ui.replaceText('export default { execute() { throw new Error("no") } }\n')
  await ui.saveByKey()
  await expect(panel).toContainText(/EXECUTE \d/)
  await expect.poll(async () => (await totals(panel))['failed']).toBeGreaterThan(0)
  await page.evaluate(() => window.hotplug.unload('greeter'))
  await expect(switchOf(page)).toHaveAttribute('aria-checked', 'false')
  await expect(panel).toContainText(/greeter was unloaded|'greeter' is not loaded/)
  expect(await settled(panel)).toMatchObject({ lost: 0, doubled: 0 })
})

test('in the background the traffic pauses, and says so afterwards', async ({ ui, page }) => {
  const setHidden = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  await ui.open()
  const panel = await startAt(ui, 500)
  await expect.poll(async () => (await totals(panel))['answered']).toBeGreaterThan(50)
  await setHidden(true)
  const { sent } = await settled(panel)
  await setHidden(false)
  await expect(panel).toContainText(/Paused for \d+ s while this tab was in the background/)
  await expect.poll(async () => (await totals(panel))['sent']).toBeGreaterThan(sent!)
  await switchOf(page).click()
  expect(await settled(panel)).toMatchObject({ lost: 0, doubled: 0, failed: 0 })
})

test('the rate goes from 1 to 500 by keys, the more the quicker', async ({ ui, page }) => {
  await ui.open()
  const slider = sliderOf(page)
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(slider).toHaveAttribute('aria-valuetext', '1 calls per second')
  for (const rate of [2, 3, 5]) {
    await page.keyboard.press('ArrowRight')
    await expect(slider).toHaveAttribute('aria-valuetext', `${rate} calls per second`)
  }
  await page.keyboard.press('End')
  await expect(slider).toHaveAttribute('aria-valuetext', '500 calls per second')
  await page.keyboard.press('ArrowLeft')
  await expect(slider).toHaveAttribute('aria-valuetext', '400 calls per second')
})

test('on a phone the traffic is switched in the Run pane, and its chart is among More', async ({ ui, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('')
  await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Run pane' }).click()
  await expect(ui.output.getByRole('button', { name: 'Copy the output' })).toBeVisible()
  await switchOf(page).click()
  await page.getByRole('button', { name: 'Show the chart' }).click()
  const panel = ui.drawer.getByRole('tabpanel', { name: 'Traffic' })
  await expect.poll(async () => (await totals(panel))['answered']).toBeGreaterThan(20)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await panel.getByRole('button', { name: 'Stop' }).click()
  expect(await settled(panel)).toMatchObject({ lost: 0, doubled: 0, failed: 0 })
})
