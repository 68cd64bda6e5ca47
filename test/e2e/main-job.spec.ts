import { expect, test } from './support/test'

const greeting = 'Hello, Ada! Great to see you!'

test('a person changes the greeter with mouse and keyboard, saves, and sees the new output and one more bead', async ({
  ui,
  page,
}) => {
  await ui.open()
  await ui.pick('counter')
  await ui.pick('greeter')
  await expect(ui.output).toContainText(greeting)
  await expect(ui.committed).toHaveCount(1)
  await ui.editorReady()

  await ui.editor.hover()
  await page.mouse.wheel(0, 240)
  await expect(async () => {
    await ui.editor.getByText('`Hello,').dblclick({ position: { x: 24, y: 10 } })
    await expect(ui.editor.locator('.selected-text').first()).toBeVisible({ timeout: 1_000 })
  }, 'the word is selected, once the wheel has come to rest').toPass()
  await page.keyboard.type('Welcome')
  await expect(ui.editor.getByRole('tab', { name: 'index.ts greeter, not saved' })).toBeVisible()
  await expect(ui.status).toContainText('1 plugin unsaved')
  await expect(ui.output).toContainText(greeting)

  await ui.saveByKey()
  await expect(ui.output).toContainText('Welcome, Ada! Great to see you!')
  await expect(ui.committed).toHaveCount(2)
  await expect(ui.committed.last()).toHaveAccessibleName(/^Generation 2, version 1\.0\.0, live/)
  await expect(ui.committed.first()).toHaveAccessibleName(/^Generation 1, .*unloaded/)
  await expect(ui.status).toContainText(/Swapped to g2 in [\d.]+ m?s/)
  await expect(ui.pluginRow('greeter')).toContainText('g2')

  await ui.input.fill('"Grace"')
  await ui.run.click()
  await expect(ui.output).toContainText('Welcome, Grace!')
  await ui.editor.getByText('Welcome').dblclick()
  await page.keyboard.type('Ahoy')
  await ui.save.click()
  await expect(ui.output).toContainText('Ahoy')
  await expect(ui.committed).toHaveCount(3)
})

test('a typo is marked at its own line, and the last good one goes on serving', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceIn('switch (style) {', 'switch (style {')
  // Markers come while typing, before any save.
  await expect(ui.editor.locator('.squiggly-error').first()).toBeVisible()
  const problems = await ui.showTab('Problems')
  const problem = problems.getByRole('button', { name: /error: Expected "\)".*line 22:17/ })
  await expect(problem).toBeVisible()
  await expect(problem).toContainText('A bracket is missing here')

  await ui.save.click()
  await expect(ui.refused).toHaveAccessibleName(/^Refused save, COMPILE/)
  await expect(ui.committed).toHaveCount(1)
  await expect(ui.status).toContainText('Not swapped: COMPILE')
  await expect(ui.status).toContainText('g1 serves')
  await ui.input.fill('"Grace"')
  await ui.run.click()
  await expect(ui.output).toContainText('Hello, Grace! Great to see you!')

  await problem.click()
  await expect(ui.code).toBeFocused()
  await expect(ui.status).toContainText('Ln 22, Col 17')

  await page.keyboard.press('Backspace')
  await page.keyboard.type(') ')
  await ui.saveByKey()
  await expect(ui.committed).toHaveCount(2)
  await expect(problems).toContainText('No problems')
})

test('a throw in init is told at its line with a hint, and the last good one goes on serving', async ({ ui }) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceIn('definePlugin({', "definePlugin({\n  init() {\n    throw new Error('no database')\n  },")
  await ui.saveByKey()
  await expect(ui.refused).toHaveAccessibleName(/INIT: .*no database/)
  const problems = await ui.showTab('Problems')
  const problem = problems.getByRole('button', { name: /no database.*INIT.*line 9:/ })
  await expect(problem).toContainText('init failed, so this generation was not swapped in.')
  await expect(ui.editor.locator('.squiggly-error').first()).toBeVisible()
  await ui.run.click()
  await expect(ui.output).toContainText(greeting)
  await expect(ui.pluginRow('greeter')).toContainText('g1')
})

test('an endless loop is ended, told at its line, and the predecessor brought back, while the page answers', async ({
  ui,
}) => {
  await ui.open()
  await ui.editorReady()
  await ui.openFile('greeter/plugin.json')
  await ui.replaceIn('"config": {', '"limits": { "executeMs": 1000 },\n  "config": {')
  await ui.openFile('greeter/index.ts')
  await ui.replaceIn("    if (typeof name !== 'string'", "    for (;;);\n    if (typeof name !== 'string'")
  await ui.saveByKey()
  await expect(ui.output).toHaveAttribute('aria-busy', 'true')
  // While it spins, the page takes what a person types.
  await ui.input.fill('"Grace"')
  await expect(ui.input).toHaveValue('"Grace"')

  await expect(ui.output.getByRole('alert')).toContainText('TIMEOUT')
  await expect(ui.output.getByRole('alert')).toContainText('raise the limit under "limits" in plugin.json')
  const problems = await ui.showTab('Problems')
  await expect(problems.getByRole('button', { name: /took longer than 1000 ms.*TIMEOUT.*line 9:/ })).toBeVisible()
  await expect(ui.committed.last()).toHaveAccessibleName(/^Generation 2, .*crashed/)
  await expect(ui.committed.first()).toHaveAccessibleName(/^Generation 1, .*live, brought back/)
  await ui.run.click()
  await expect(ui.output).toContainText('Hello, Grace! Great to see you!')
  await expect(ui.pluginRow('greeter')).toContainText('g1')
})

test('after a reload everything typed is there, saved or not', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceIn('Hello', 'Welcome')
  await ui.saveByKey()
  await expect(ui.output).toContainText('Welcome, Ada!')
  await ui.replaceIn('Welcome', 'Ahoy')
  await ui.input.fill('"Edith"')
  await page.reload()
  await expect(ui.input).toHaveValue('"Edith"')
  await expect(ui.output).toContainText('Welcome, Edith!')
  await ui.editorReady()
  await expect.poll(() => ui.shownText()).toContain('`Ahoy, ${name}!')
  await expect(ui.input).toHaveValue('"Edith"')
  await expect(ui.editor.getByRole('tab', { name: 'index.ts greeter, not saved' })).toBeVisible()
  await ui.save.click()
  await expect(ui.output).toContainText('Ahoy, Edith!')
})
