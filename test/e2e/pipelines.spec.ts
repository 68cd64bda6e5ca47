import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/test'

const orders = readFileSync(new URL('../../plugins/csv-clean/orders.csv', import.meta.url), 'utf8')

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const card = (page: Page, step: number): Locator =>
  region(page, 'Pipeline').getByRole('button', { name: new RegExp(`^Step ${step}: `) })

/** Adds a step by keys: the menu's own search finds the plugin. */
async function addStep(page: Page, plugin: string): Promise<void> {
  await region(page, 'Pipeline').getByRole('button', { name: 'Add a step' }).focus()
  await page.keyboard.press('Enter')
  const menu = page.getByRole('menu', { name: 'Add a step' })
  await expect(menu.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.type(plugin)
  await expect(page.getByRole('menuitem', { name: plugin })).toBeFocused()
  await page.keyboard.press('Enter')
}

/** Makes a pipeline by keys. */
async function makePipeline(page: Page, name: string, plugins: readonly string[]): Promise<void> {
  await page.keyboard.press('ControlOrMeta+K')
  await expect(page.getByRole('combobox', { name: 'Search commands, plugins and files' })).toBeFocused()
  await page.keyboard.type('New pipeline')
  await page.keyboard.press('Enter')
  const field = page.getByRole('dialog', { name: 'New pipeline' }).getByRole('textbox', { name: 'Name' })
  await expect(field).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(region(page, 'Pipeline').getByRole('heading', { name })).toBeVisible()
  for (const [place, plugin] of plugins.entries()) {
    await addStep(page, plugin)
    await expect(card(page, place + 1)).toBeFocused()
  }
}

test('a pipeline is built by keys, runs on a list, shows what crossed between its steps, and is kept', async ({
  ui,
  page,
}) => {
  await ui.open()
  await makePipeline(page, 'headlines', ['transform', 'titlecase'])
  const pipeline = region(page, 'Pipeline')
  await expect(card(page, 2)).toHaveAccessibleName(/^Step 2: titlecase /)

  await pipeline.getByRole('button', { name: 'Move step 2, titlecase' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(card(page, 1)).toHaveAccessibleName(/^Step 1: titlecase /)
  await expect(pipeline.getByRole('button', { name: 'Move step 1, titlecase' })).toBeFocused()
  await expect(page.getByRole('status').filter({ hasText: 'titlecase is step 1 of 2 now' })).toBeAttached()

  await card(page, 2).focus()
  await page.keyboard.press('Enter')
  const config = pipeline.getByRole('textbox', { name: 'Config of this step' })
  await config.fill('{"steps": ["shout"]}')
  await expect(pipeline.getByRole('listitem').filter({ hasText: '/steps/0' })).toBeVisible()
  await expect(card(page, 2)).toHaveAccessibleName(/^Step 2: transform .*has a problem/)
  await config.fill('{"steps": ["reverse"]}')
  await expect(card(page, 2)).not.toHaveAccessibleName(/has a problem/)

  await region(page, 'Input of the pipeline')
    .getByRole('textbox', { name: 'List of items' })
    .fill('["one two", "three"]')
  await page.keyboard.press('ControlOrMeta+Enter')
  const output = region(page, 'Output of the pipeline')
  await expect(output).toContainText('2 items came out')
  await expect(output).toContainText('owT enO')
  const tap = pipeline.getByRole('button', { name: 'Items between titlecase and transform: 2' })
  await tap.focus()
  await page.keyboard.press('Enter')
  await expect(region(page, 'Items between titlecase and transform')).toContainText('One Two')

  await page.reload()
  await expect(ui.output.getByRole('button', { name: 'Copy the output' })).toBeVisible()
  await ui.palette('Open pipeline headlines')
  await expect(card(page, 1)).toHaveAccessibleName(/^Step 1: titlecase /)
  await expect(card(page, 2)).toContainText('reverse')
  await expect(region(page, 'Input of the pipeline').getByRole('textbox', { name: 'List of items' })).toHaveValue(
    '["one two", "three"]',
  )
})

test('an item that a step fails on stops the run, is left out, or is listed, as the person chooses', async ({
  ui,
  page,
}) => {
  await ui.open()
  await page.evaluate(async () => {
    const code = "export default { execute(input) { if (input === 7) throw new Error('no seven'); return input } }"
    window.hotplug.files.write('greeter/index.ts', code)
    const manifest = JSON.parse(window.hotplug.files.read('greeter/plugin.json')) as Record<string, unknown>
    const { name, version, apiVersion, main } = manifest
    window.hotplug.files.write('greeter/plugin.json', JSON.stringify({ name, version, apiVersion, main }))
    await window.hotplug.save('greeter')
  })
  await makePipeline(page, 'strict', ['greeter'])
  const input = region(page, 'Input of the pipeline')
  const output = region(page, 'Output of the pipeline')
  await input.getByRole('textbox', { name: 'List of items' }).fill('["good", 7, "fine"]')
  const run = input.getByRole('button', { name: 'Run the pipeline' })
  await run.click()
  await expect(output).toContainText('It failed on item 2.')
  await expect(output.getByRole('alert')).toContainText('no seven')
  const errors = region(page, 'Errors of the pipeline')
  await expect(errors.getByRole('row').nth(1)).toContainText(/1 greeter.*2.*EXECUTE/)

  await input.getByRole('button', { name: 'Collect' }).click()
  await run.click()
  await expect(output).toContainText('2 items came out; 1 item failed.')
  await errors.getByRole('button', { name: /^index\.ts:/ }).click()
  await expect(region(page, 'Pipeline')).toBeHidden()
  await expect(ui.editor.getByRole('tab', { name: /index\.ts greeter/, selected: true })).toBeVisible()

  await ui.explorer.getByRole('button', { name: /^strict/ }).click()
  await input.getByRole('button', { name: 'Skip it' }).click()
  await run.click()
  await expect(errors).toContainText('1 item failed and was left out.')
})

test('a pipeline is renamed and deleted from the Explorer, and what is half typed outlives a reload', async ({
  ui,
  page,
}) => {
  await ui.open()
  await makePipeline(page, 'first-try', ['math'])
  const config = region(page, 'Pipeline').getByRole('textbox', { name: 'Config of this step' })
  await config.fill('{"half": ')
  // The rest happens while the page still starts.
  let letStart = (): void => {}
  const mayStart = new Promise<void>((resolve) => (letStart = resolve))
  await page.route(/finish-start-/, async (route) => {
    await mayStart
    await route.continue()
  })
  await page.reload()
  await ui.explorer.getByRole('button', { name: /^first-try/ }).click()
  await card(page, 1).click()
  await expect(config).toHaveValue('{"half": ')

  await ui.explorer.getByRole('button', { name: /^first-try/ }).press('F2')
  const rename = page.getByRole('dialog', { name: 'Rename the pipeline' })
  await rename.getByRole('textbox', { name: 'Name' }).fill('second try')
  await expect(rename).toContainText('lower case letters')
  await rename.getByRole('textbox', { name: 'Name' }).fill('second-try')
  await page.keyboard.press('Enter')
  await expect(region(page, 'Pipeline').getByRole('heading', { name: 'second-try' })).toBeVisible()
  await ui.explorer.getByRole('button', { name: /^second-try/ }).press('Delete')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(region(page, 'Pipeline')).toBeHidden()
  await expect(ui.explorer.getByRole('button', { name: /-try/ })).toHaveCount(0)
  letStart()
  await page.evaluate(() => window.hotplug.ready)
  const left = () => page.evaluate(() => window.hotplug.pipelines.list().filter((name) => name.endsWith('-try')))
  await expect.poll(left).toEqual([])
  await expect(ui.explorer.getByRole('button', { name: /-try/ })).toHaveCount(0)
})

/** Drops a file where one may be dropped, as from a folder: the header, and the rows so many times. */
async function dropFile(page: Page, name: string, times: number): Promise<void> {
  const [header = ''] = orders.split('\n', 1)
  const dataTransfer = await page.evaluateHandle(
    ({ name, header, rows, times }) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([header, rows.repeat(times)], name))
      return transfer
    },
    { name, header, rows: orders.slice(header.length), times },
  )
  const input = region(page, 'Input of the pipeline')
  // Whatever is in the zone hands the events on to it.
  const zone = input.getByRole('button', { name: /^Choose a/ })
  await zone.dispatchEvent('dragover', { dataTransfer })
  await zone.dispatchEvent('drop', { dataTransfer })
  await expect(input.getByTitle(name)).toBeVisible()
}

test('the example takes a dropped CSV to a table that is downloaded; its steps are dragged, and a long run is cancelled', async ({
  ui,
  page,
}) => {
  await ui.open()
  await page.evaluate(() => window.hotplug.ready)
  await ui.explorer.getByRole('button', { name: /^clean-enrich-aggregate/ }).click()
  const handle = (step: number, plugin: string) =>
    region(page, 'Pipeline').getByRole('button', { name: `Move step ${step}, ${plugin}` })

  // Past the middle of the second, and not of the third.
  await handle(1, 'csv-clean').hover()
  await page.mouse.down()
  const second = await card(page, 2).boundingBox()
  if (!second) throw new Error('The second step is not shown')
  await page.mouse.move(second.x + second.width * 0.75, second.y + second.height * 0.75, { steps: 5 })
  await page.mouse.up()
  await expect(card(page, 1)).toHaveAccessibleName(/^Step 1: enrich /)
  await expect(card(page, 2)).toHaveAccessibleName(/^Step 2: csv-clean /)
  await handle(2, 'csv-clean').press('ArrowLeft')
  await expect(card(page, 1)).toHaveAccessibleName(/^Step 1: csv-clean /)

  const input = region(page, 'Input of the pipeline')
  const output = region(page, 'Output of the pipeline')
  await input.getByRole('button', { name: 'A file' }).click()
  await dropFile(page, 'orders.csv', 1)
  await input.getByRole('button', { name: 'Run the pipeline' }).click()
  await expect(output).toContainText('1 item came out')
  await expect(output.getByRole('table')).toContainText('Europe')
  const downloading = page.waitForEvent('download')
  await output.getByRole('button', { name: 'Download the output' }).click()
  const file = await downloading
  expect(file.suggestedFilename()).toBe('clean-enrich-aggregate.json')
  const regions = ['Europe', 'Americas', 'Asia', 'Elsewhere'].map((region) => expect.objectContaining({ region }))
  expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toEqual([regions])

  await dropFile(page, 'many.csv', 10_000)
  await input.getByRole('button', { name: 'Run the pipeline' }).click()
  await expect(output.getByRole('progressbar', { name: 'The pipeline is running' })).toBeVisible()
  await input.getByRole('button', { name: 'Cancel' }).click()
  await expect(output).toContainText('Cancelled.')
  await expect(input.getByRole('button', { name: 'Run the pipeline' })).toBeVisible()
})
