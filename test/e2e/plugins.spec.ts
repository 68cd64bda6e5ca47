import { readFile } from 'node:fs/promises'
import { unzipSync, strFromU8 } from 'fflate'
import { expect, test } from './support/test'

test('a plugin of several files is compiled as one, and a mistake in one of them is told there', async ({ ui }) => {
  await ui.open()
  await ui.editorReady()
  await ui.pick('markdown-table')
  await expect(ui.output).toContainText('| Mercury |')
  await ui.openFile('markdown-table/render.ts')
  await ui.replaceIn(
    'const padded = columns.map((column) => {',
    "const padded = columns.map((column) => {\n    if (column.name === 'moons') throw new Error('no moons')",
  )
  await ui.saveByKey()
  await expect(ui.output.getByRole('alert')).toContainText('no moons')
  await expect(
    ui.output
      .getByRole('alert')
      .getByRole('button', { name: /^render\.ts:5:/ })
      .first(),
  ).toBeVisible()

  await ui.pluginRow('markdown-table').click({ button: 'right' })
  await ui.page.getByRole('menuitem', { name: 'New file …' }).click()
  const dialog = ui.page.getByRole('dialog', { name: 'New file in markdown-table' })
  await dialog.getByRole('textbox', { name: 'Path' }).fill('lib/words.json')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(ui.editor.getByRole('tab', { name: /words\.json markdown-table/, selected: true })).toBeVisible()
  await ui.replaceText('{ "moons": "satellites" }')
  await ui.openFile('markdown-table/render.ts')
  await ui.replaceText(
    "import words from './lib/words.json'\n\nexport const toHtml = () => ''\nexport const toMarkdown = () => JSON.stringify(words)\n",
  )
  await ui.saveByKey()
  await expect(ui.output).toContainText('satellites')
})

test('a new plugin starts from a template that runs at once, is renamed, and deleted', async ({ ui, page }) => {
  await ui.open()
  await ui.explorer.getByRole('button', { name: 'New plugin' }).click()
  const create = page.getByRole('dialog', { name: 'New plugin' })
  const name = create.getByRole('textbox', { name: 'Name' })
  await name.fill('greeter')
  await expect(create).toContainText('There is a plugin called "greeter"')
  await name.fill('word-count')
  await page.keyboard.press('Enter')
  await expect(create).toBeHidden()
  await expect(ui.output).toContainText('Hello from word-count, world!')
  await expect(ui.pluginRow('word-count')).toContainText('g1')

  await ui.pluginRow('word-count').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Rename …' }).click()
  const rename = page.getByRole('dialog', { name: 'Rename the plugin' })
  await rename.getByRole('textbox', { name: 'Name' }).fill('counted-words')
  await rename.getByRole('button', { name: 'Rename' }).click()
  await expect(ui.pluginRow('word-count')).toHaveCount(0)
  await expect(ui.pluginRow('counted-words')).toContainText('g1')
  await expect(ui.output).toContainText('Hello from')

  await ui.pluginRow('counted-words').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Delete …' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(ui.pluginRow('counted-words')).toHaveCount(0)
  await page.reload()
  await expect(ui.pluginRow('greeter')).toBeVisible()
  await expect(ui.pluginRow('counted-words')).toHaveCount(0)
})

test('plugins leave as a zip and come back from it, and do not run until they are saved', async ({ ui, page }) => {
  await ui.open()
  const downloading = page.waitForEvent('download')
  await ui.pluginRow('greeter').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Export as a zip' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('greeter.zip')
  const path = await download.path()
  const files = unzipSync(new Uint8Array(await readFile(path)))
  expect(strFromU8(files['greeter/index.ts'] ?? new Uint8Array())).toContain('Great to see you!')

  await ui.pluginRow('greeter').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Delete …' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(ui.pluginRow('greeter')).toHaveCount(0)

  await ui.explorer.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Import a zip …' }).click()
  await page.getByLabel('Choose a zip, or drop it here').setInputFiles(path)
  await expect(ui.pluginRow('greeter')).toBeVisible()
  await expect(ui.pluginRow('greeter')).not.toContainText('g1')
  expect(
    await page.evaluate(() =>
      window.hotplug.plugins().filter(({ name, state }) => name === 'greeter' && state === 'active'),
    ),
  ).toEqual([])
  await ui.save.click()
  await expect(ui.pluginRow('greeter')).toContainText(/g\d+/)
  await expect(ui.output).toContainText('Great to see you!')
})

test('pipelines travel in the zip of all, and come in beside those that are there', async ({ ui, page }) => {
  await ui.open()
  await page.evaluate(() => window.hotplug.ready)
  const downloading = page.waitForEvent('download')
  await ui.palette('Export all plugins and pipelines as a zip')
  const path = await (await downloading).path()
  const pipelines: unknown = JSON.parse(strFromU8(unzipSync(new Uint8Array(await readFile(path)))['pipelines.json']!))
  const handle = [{ plugin: 'auth' }, { plugin: 'log' }, { plugin: 'handle' }]
  expect(pipelines).toMatchObject({ 'auth-log-handle': handle })

  await page.evaluate(async () => {
    await window.hotplug.pipelines.remove('auth-log-handle')
    await window.hotplug.pipelines.save('clean-enrich-aggregate', [{ plugin: 'enrich' }])
  })
  await ui.palette('Import a zip …')
  await page.getByLabel('Choose a zip, or drop it here').setInputFiles(path)
  const toast = page.getByText(
    /^Imported the pipelines auth-log-handle, clean-enrich-aggregate as clean-enrich-aggregate-2;/,
  )
  await expect(toast).toBeVisible()
  await expect(ui.explorer.getByRole('button', { name: /^auth-log-handle/ })).toBeVisible()
  await expect(ui.explorer.getByRole('button', { name: /^clean-enrich-aggregate-2/ })).toBeVisible()
  expect(await page.evaluate(() => window.hotplug.pipelines.get('auth-log-handle'))).toEqual(handle)
  expect(await page.evaluate(() => window.hotplug.pipelines.get('clean-enrich-aggregate'))).toHaveLength(1)
})

test('a shared plugin opens elsewhere with its input, and does not run before the person says so', async ({
  ui,
  page,
  browser,
  complaints,
}) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceIn('Hello', 'Shared')
  await ui.input.fill('"Marie"')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const link = page.getByRole('dialog', { name: 'Share greeter' }).getByRole('textbox', { name: 'Link' })
  await expect(link).toHaveValue(/^http.*#/)
  const address = await link.inputValue()

  const elsewhere = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const other = await elsewhere.newPage()
  complaints.watch(other)
  const { screenOf } = await import('./support/screen')
  const theirs = screenOf(other)
  await other.goto(address)
  const notice = other.getByRole('region', { name: 'Shared plugin' })
  await expect(notice).toContainText('greeter-2')
  await expect(notice).toContainText('has not run')
  await expect(theirs.input).toHaveValue('"Marie"')
  await other.waitForFunction(() => window.hotplug.ready.then(() => true))
  expect(await other.evaluate(() => window.hotplug.plugins().map(({ name }) => name))).not.toContain('greeter-2')
  await expect(theirs.output).not.toContainText('Shared, Marie!')

  await notice.getByRole('button', { name: 'Run it' }).click()
  await expect(theirs.output).toContainText('Shared, Marie!')
  await expect(notice).toBeHidden()
  expect(new URL(other.url()).hash).toBe('')
  await elsewhere.close()
})
