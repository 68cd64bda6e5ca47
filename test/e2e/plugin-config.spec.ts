import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/test'
import { paste, type Screen } from './support/screen'

/** Opens a tab of the plugin page. */
async function openPage(ui: Screen, plugin: string, tab: string): Promise<Locator> {
  await ui.pick(plugin)
  const page = ui.page.getByRole('region', { name: 'Plugin', exact: true })
  if (!(await page.isVisible())) await ui.page.keyboard.press('Alt+0')
  await page.getByRole('tab', { name: tab }).click()
  return page.getByRole('tabpanel', { name: tab })
}

/** Writes over what is in the small editor, without what Monaco would close by itself. */
async function write(page: Page, panel: Locator, text: string): Promise<void> {
  const box = panel.getByRole('textbox', { name: 'Config' })
  await expect(box).toHaveAttribute('aria-roledescription', 'editor', { timeout: 30_000 })
  await box.focus()
  await page.keyboard.press('ControlOrMeta+A')
  if (text === '') await page.keyboard.press('Delete')
  else await paste(page, text)
}

test('a config that is applied is in force at once, and after a reset the defaults are', async ({ ui, page }) => {
  await ui.open()
  const panel = await openPage(ui, 'greeter', 'Config')
  await expect(panel.getByRole('region', { name: 'Defaults' })).toContainText('"style": "friendly"')
  await write(page, panel, '{ "style": "formal" }')
  await expect(panel).toContainText('not applied yet')
  await page.keyboard.press('ControlOrMeta+S')
  await expect(panel.getByRole('status')).toHaveText('In force since generation 2.')
  await expect(ui.output).toContainText('Good day')
  await expect(panel.getByRole('region', { name: 'In force' })).toContainText('"style": "formal"')

  await panel.getByRole('button', { name: 'Reset to the defaults' }).click()
  await expect(panel.getByRole('status')).toHaveText('In force since generation 3.')
  await expect(ui.output).toContainText('Great to see you!')
})

test('a config that the schema refuses leaves the old one in force, and says where it is wrong', async ({
  ui,
  page,
}) => {
  await ui.open()
  const panel = await openPage(ui, 'greeter', 'Config')
  await write(page, panel, '{ "style": 5 }')
  await expect(panel.locator('.squiggly-error').first()).toBeVisible()
  await panel.getByRole('button', { name: 'Apply' }).click()
  const refusal = panel.getByRole('alert')
  await expect(refusal).toContainText('CONFIG')
  await expect(refusal).toContainText('/style')
  await expect(refusal).toContainText('The old config stays in force')
  await expect(ui.output).toContainText('Great to see you!')
  expect(await page.evaluate(() => window.hotplug.config('greeter'))).toEqual({ style: 'friendly' })

  await openPage(ui, 'counter', 'Config')
  const again = await openPage(ui, 'greeter', 'Config')
  await expect(again).toContainText('not applied yet')
  await expect(again.locator('.view-lines')).toContainText('5')
})

test('a config can be written as YAML, with its faults marked and its names offered', async ({ ui, page }) => {
  await ui.open()
  const panel = await openPage(ui, 'greeter', 'Config')
  await panel.getByRole('button', { name: 'YAML' }).click()
  await write(page, panel, 'style: 5\n')
  await expect(panel.locator('.squiggly-error').first()).toBeVisible()
  await expect(panel).toContainText('/style: ')
  await write(page, panel, '')
  await page.keyboard.type('st')
  await expect(page.getByRole('option', { name: /^style/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await write(page, panel, 'style: formal\n')
  await page.keyboard.press('ControlOrMeta+S')
  await expect(panel.getByRole('status')).toContainText('In force since')
  await expect(ui.output).toContainText('Good day')

  await page.reload()
  const later = await openPage(ui, 'greeter', 'Config')
  await expect(later.getByRole('button', { name: 'YAML' })).toHaveAttribute('aria-pressed', 'true')
  await expect(later.locator('.view-lines')).toContainText('formal')
})

test('a state is taken, shown, and cleared', async ({ ui, page }) => {
  await ui.open()
  const panel = await openPage(ui, 'greeter', 'State')
  await expect(panel).toContainText('No state was taken yet')
  await panel.getByRole('button', { name: 'Take now' }).click()
  await expect(panel.getByRole('alert')).toContainText("'greeter' has no snapshot")

  await openPage(ui, 'counter', 'State')
  await page.evaluate(() => window.hotplug.run('counter', 'count'))
  await panel.getByRole('button', { name: 'Take now' }).click()
  await expect(panel).toContainText('Taken of generation 1')
  await expect(panel.getByRole('tree', { name: 'State as a tree' })).toContainText('count')
  await panel.getByRole('button', { name: 'Clear' }).click()
  await expect(panel).toContainText('No state was taken yet')
  expect(await page.evaluate(() => window.hotplug.state('counter'))).toBeUndefined()
})

test('what depends on what is told in a table, too, from which one goes on', async ({ ui, page }) => {
  await ui.open()
  await page.evaluate(() => window.hotplug.ready)
  const panel = await openPage(ui, 'headline', 'Dependencies')
  await expect(panel).toContainText('headline depends on titlecase ^1.2.0.')
  const table = panel.getByRole('table', { name: 'Dependencies' })
  await expect(table.getByRole('row')).toHaveText([
    /Plugin/,
    /headline\s*active\s*titlecase\s*active\s*\^1\.2\.0\s*1\.2\.0/,
  ])
  await table.getByRole('button', { name: 'titlecase' }).press('Enter')
  await expect(panel).toContainText('headline (^1.2.0) depends on titlecase.')

  await page.evaluate(() => window.hotplug.disable('titlecase'))
  await expect(table).toContainText('missing')
  await openPage(ui, 'greeter', 'Dependencies')
  await expect(panel).toContainText('"dependencies": { "titlecase": "^1.2.0" }')
})
