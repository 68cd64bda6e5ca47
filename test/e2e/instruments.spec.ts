import { expect, test } from './support/test'

test('an SVG is shown in a frame that may do nothing, numbers and rows as a tree and a table', async ({ ui, page }) => {
  await ui.open()
  await ui.pick('sparkline')
  const frame = ui.output.locator('iframe[title="Preview of the output"]')
  await expect(frame).toHaveAttribute('sandbox', '')
  await expect(ui.output.frameLocator('iframe').getByRole('img', { name: /16 numbers from 12 to 96/ })).toBeVisible()
  await ui.output.getByRole('button', { name: 'Text', exact: true }).click()
  await expect(ui.output).toContainText('<svg xmlns=')

  // The plugin promises an SVG, and is held to it.
  await page.evaluate(() => {
    const { files } = window.hotplug
    const { outputSchema: _, ...manifest } = JSON.parse(files.read('sparkline/plugin.json')) as Record<string, unknown>
    files.write('sparkline/plugin.json', JSON.stringify(manifest))
  })
  await ui.editorReady()
  await ui.replaceText(
    'export default { execute: () => [{ planet: "Earth", moons: 1 }, { planet: "Jupiter", moons: 95 }] }\n',
  )
  await ui.saveByKey()
  await ui.output.getByRole('button', { name: 'Table', exact: true }).click()
  const table = ui.output.getByRole('table')
  await expect(table.getByRole('columnheader', { name: /planet/ })).toBeVisible()
  await table.getByRole('button', { name: /moons/ }).click()
  await table.getByRole('button', { name: /moons/ }).click()
  await expect(table.getByRole('row').nth(1)).toContainText('Jupiter')
  await ui.output.getByRole('button', { name: 'Tree', exact: true }).click()
  const tree = ui.output.getByRole('tree', { name: 'Output as a tree' })
  await tree
    .getByRole('treeitem', { name: /Jupiter|1:|^1/ })
    .first()
    .focus()
  await page.keyboard.press('ArrowRight')
  await expect(tree).toContainText('95')
})

test('a line of the console leads to its place in the source', async ({ ui }) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceIn(
    "    if (typeof name !== 'string'",
    "    console.warn('looking at', { name })\n    if (typeof name !== 'string'",
  )
  await ui.saveByKey()
  const panel = await ui.showTab('Console')
  const line = panel.getByRole('listitem').filter({ hasText: 'looking at' }).first()
  await expect(line).toContainText('warn')
  await ui.openFile('greeter/plugin.json')
  await line.getByRole('button', { name: /^index\.ts:9/ }).click()
  await expect(ui.editor.getByRole('tab', { name: /index\.ts greeter/, selected: true })).toBeVisible()
  await expect(ui.status).toContainText('Ln 9')
  await panel.getByRole('button', { name: /^Warn/ }).click()
  await expect(panel.getByText('looking at')).toBeHidden()
})

test('the difference to the generation before is shown, and a bead leads back', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceIn('Hello', 'Welcome')
  await ui.saveByKey()
  await expect(ui.output).toContainText('Welcome, Ada!')
  const difference = ui.output.getByRole('button', { name: /Show the difference/ })
  if ((await difference.getAttribute('aria-pressed')) === 'false') await difference.click()
  await expect(ui.output.locator('del, ins, s').filter({ hasText: 'Hello' })).toBeVisible()

  await ui.committed.first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('group', { name: 'Changed lines of index.ts' })).toContainText('Welcome')
  await dialog.getByRole('button', { name: 'Take its files and save' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toBeHidden()
  await expect(ui.committed).toHaveCount(3)
  await expect(ui.output).toContainText('Hello, Ada!')
  await expect.poll(() => ui.shownText()).toContain('`Hello, ${name}!')
})

test('auto-save saves when typing rests, but nothing that has an error', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await page.getByRole('switch', { name: 'Auto-save' }).click()
  await ui.replaceIn('Hello', 'By itself')
  await expect(ui.output).toContainText('By itself, Ada!')
  await expect(ui.committed).toHaveCount(2)
  await ui.replaceIn('switch (style) {', 'switch (style {')
  const problems = await ui.showTab('Problems')
  await expect(problems.getByRole('button', { name: /line 22:/ }).first()).toBeVisible()
  await ui.replaceIn('switch (style {', 'switch (style) {')
  await expect(problems).toContainText('No problems')
  await ui.replaceIn('By itself', 'Again')
  await expect(ui.output).toContainText('Again, Ada!')
  await expect(ui.refused).toHaveCount(0)
})

test('the timeline tells the parts of a swap, the metrics the calls', async ({ ui }) => {
  await ui.open()
  await ui.save.click()
  await expect(ui.committed).toHaveCount(2)
  const timeline = await ui.showTab('Timeline')
  for (const part of ['Compile', 'Load', 'Commit', 'Output']) {
    await expect(timeline.getByRole('rowheader', { name: part })).toBeVisible()
  }
  await expect(timeline).toContainText('save to output')
  const metrics = await ui.showTab('Metrics')
  await expect(metrics).toContainText('calls')
  await expect(metrics.getByRole('img', { name: /Durations of the newest \d+ calls/ })).toBeVisible()
})

test('a generation is brought back as it was, and the files stay', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceIn('Hello', 'Welcome')
  await ui.saveByKey()
  await expect(ui.output).toContainText('Welcome, Ada!')
  await ui.committed.first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Bring it back as it was' }).click()
  await expect(dialog.getByRole('status')).toContainText('Generation 1 serves again, as generation 3.')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(ui.output).toContainText('Hello, Ada!')
  await expect.poll(() => ui.shownText()).toContain('`Welcome, ${name}!')
})
