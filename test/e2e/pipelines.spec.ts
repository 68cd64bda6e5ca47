import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/test'

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
})
