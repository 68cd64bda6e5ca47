import type { Locator, Page } from '@playwright/test'
import type { Screen } from './support/screen'
import { expect, test } from './support/test'

async function openTab({ page, editor }: Screen): Promise<Locator> {
  await editor.getByRole('button', { name: 'Plugin page' }).click()
  const region = page.getByRole('region', { name: 'Plugin', exact: true })
  await region.getByRole('tab', { name: 'Middleware', exact: true }).click()
  return region.getByRole('tabpanel', { name: 'Middleware', exact: true })
}

/** Opens the menu of a list and takes one out of it, by keyboard alone. */
async function addByKeys(page: Page, list: Locator, name: string): Promise<void> {
  await list.getByRole('button', { name: /^Add a middleware/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.type(name)
  await expect(page.getByRole('menuitem', { name })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(list.getByRole('button', { name: `Move ${name}` })).toBeVisible()
}

const kept = (page: Page): Promise<unknown> =>
  page.evaluate(() => [window.hotplug.middleware.list(), window.hotplug.middleware.list('greeter')])

test('a cache is put around a plugin by keys, and the picture shows where the call turned around', async ({
  ui,
  page,
}) => {
  await ui.open()
  const tab = await openTab(ui)
  const own = tab.getByRole('region', { name: 'Around greeter alone' })
  await addByKeys(page, own, 'logging')
  await addByKeys(page, own, 'cache')
  expect(await kept(page)).toEqual([
    ['metrics', 'validation'],
    ['logging', 'cache'],
  ])

  const handle = own.getByRole('button', { name: 'Move cache' })
  await handle.focus()
  await page.keyboard.press('ArrowUp')
  await expect(own.getByRole('listitem').first()).toContainText('cache')
  await expect(handle).toBeFocused()
  await expect(page.getByText('cache is number 1 of 2, the outermost')).toBeAttached()
  expect(await kept(page)).toEqual([
    ['metrics', 'validation'],
    ['cache', 'logging'],
  ])

  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(tab).toContainText('The call went through to greeter')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(tab).toContainText('The call turned around at cache: greeter was not asked.')
  await expect(own.getByRole('listitem').first()).toContainText('answered from the cache')
  const way = ui.page.getByRole('region', { name: 'Way of this call' })
  await expect(way.getByRole('row', { name: /^cache/ })).toContainText('answered from the cache')
  await expect(way.getByRole('row', { name: /^greeter/ })).toContainText('not asked')

  await page.reload()
  const again = await openTab(ui)
  await expect(again.getByRole('region', { name: 'Around greeter alone' }).getByRole('listitem')).toContainText([
    /cache/,
    /logging/,
  ])
})

test('the order is changed by dragging, options hold at once, and what does not fit is told', async ({ ui, page }) => {
  await ui.open()
  const tab = await openTab(ui)
  const all = tab.getByRole('region', { name: 'Around every plugin' })
  const from = await all.getByRole('button', { name: 'Move metrics' }).boundingBox()
  const to = await all.getByRole('listitem').nth(1).boundingBox()
  if (!from || !to) throw new Error('the rows are not on screen')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + from.width / 2, to.y + to.height - 2, { steps: 4 })
  await page.mouse.up()
  await expect(all.getByRole('listitem').first()).toContainText('validation')
  expect(await page.evaluate(() => window.hotplug.middleware.list())).toEqual(['validation', 'metrics'])

  await all.getByRole('button', { name: 'Options of validation' }).click()
  await all.getByRole('switch', { name: 'output' }).click()
  const validation = all.getByRole('listitem').first()
  await expect(validation).toContainText('output off')
  await validation.getByRole('button', { name: 'Back to the defaults' }).click()
  await expect(validation).not.toContainText('output off')

  const own = tab.getByRole('region', { name: 'Around greeter alone' })
  await addByKeys(page, own, 'rate-limit')
  await own.getByRole('button', { name: 'Options of rate-limit' }).click()
  const burst = own.getByRole('spinbutton', { name: 'burst' })
  await burst.fill('0')
  await burst.press('Tab')
  await expect(own.getByRole('alert')).toContainText('from 1 to')
  await burst.fill('1')
  await burst.press('Tab')
  await expect(own.getByRole('alert')).toHaveCount(0)
  await own.getByRole('button', { name: 'Take rate-limit out' }).click()
  await expect(own.getByRole('listitem')).toHaveCount(0)
  await expect(own).toContainText('Nothing goes around greeter alone')
})

test('the Input box checks by the schema, offers what may stand there, and has inputs made of it', async ({
  ui,
  page,
}) => {
  await ui.open()
  await ui.pick('math')
  await expect(ui.output).toContainText(/\d/)
  const box = ui.input
  await box.fill('{ "op": "ad", "a": "1", "b": 2 }')
  const panel = page.getByRole('region', { name: 'Run', exact: true })
  await expect(panel.getByRole('button', { name: '/a', exact: true })).toBeVisible()
  await panel.getByRole('button', { name: '/a', exact: true }).click()
  await page.keyboard.type('1')
  await expect(panel.getByRole('button', { name: '/a', exact: true })).toHaveCount(0)

  await box.fill('')
  await box.pressSequentially('{')
  const offers = page.getByRole('listbox', { name: 'What the schema offers' })
  await expect(offers.getByRole('option')).toHaveText([/op/, /a/, /b/])
  await page.keyboard.press('Enter')
  await expect(offers.getByRole('option', { selected: true })).toContainText('"add"')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(box).toHaveValue('{"op": "subtract"')
  await expect(offers).toHaveCount(0)

  await panel.getByRole('button', { name: 'Inputs made of the schema' }).click()
  await page
    .getByRole('menuitem', { name: /^whole|^smallest/ })
    .first()
    .click()
  await expect(box).toHaveValue(/"op": "add"/)
  await expect(box).toBeFocused()
})

test('a middleware that somebody wrote is offered, and one that is disabled is shown with the way out', async ({
  ui,
  page,
}) => {
  await ui.open()
  const saved = await page.evaluate(async () => {
    const { files, save, ready, disable, middleware } = window.hotplug
    await ready
    const manifest = { name: 'guest-book', version: '1.0.0', apiVersion: '^1.0.0', kind: 'middleware' }
    files.write('guest-book/plugin.json', JSON.stringify({ ...manifest, description: 'Writes down who called what.' }))
    files.write(
      'guest-book/index.ts',
      "import { defineMiddleware } from 'hotplug'\nexport default defineMiddleware({ around: (call, next) => next(call.input) })\n",
    )
    const report = await save('guest-book')
    await middleware.set('greeter', ['guest-book'])
    await disable('guest-book')
    return report
  })
  expect(saved).toMatchObject({ ok: true })
  const row = (await openTab(ui)).getByRole('region', { name: 'Around greeter alone' }).getByRole('listitem')
  await expect(row).toContainText("'guest-book' is disabled. Until it is back every call is refused.")
  await row.getByRole('button', { name: 'Enable guest-book' }).click()
  await expect(row).toContainText('Writes down who called what.')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('region', { name: 'Way of this call' })).toContainText('guest-book')
})

test('the metrics of all plugins stand side by side', async ({ ui }) => {
  await ui.open()
  const metrics = await ui.showTab('Metrics')
  const table = metrics.getByRole('table', { name: 'All plugins' })
  await expect(table.getByRole('row', { name: /^greeter/ })).toContainText(/1\s*0\s*0/)
})
