import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type Axe from 'axe-core'
import type { Screen } from './support/screen'
import { expect, test } from './support/test'

declare global {
  interface Window {
    axe: typeof Axe
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

/** A theme changes nothing but colours, so only one of the two is looked at by every rule. */
const rulesIn = { dark: null, light: ['color-contrast', 'link-in-text-block'] }

/**
 * Looks at what is on screen in both themes. Frames are left out: the preview's lets no script in, the sandbox's are
 * not shown. Run in the page itself, for the builder of \@axe-core/playwright goes into each frame and opens a page.
 */
async function expectNoViolations(page: Page, view: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    const told = await page.evaluate(async (rules) => {
      const { violations } = await window.axe.run(
        { exclude: ['iframe'] },
        { iframes: false, resultTypes: ['violations'], ...(rules && { runOnly: rules }) },
      )
      return violations.map(
        ({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ html }) => html.slice(0, 200)).join(' and ')}`,
      )
    }, rulesIn[theme])
    expect(told, `axe on ${view}, ${theme}`).toEqual([])
  }
}

/** Dialogs by the command that opens them. */
const dialogs = [
  'New plugin …',
  'New pipeline …',
  'New file …',
  'Rename the plugin …',
  'Delete the plugin …',
  'Rename the file …',
  'Delete the file …',
  'Examples …',
  'Share …',
  'Import a zip …',
  'Keyboard shortcuts',
]

test('axe finds nothing on the main screen, in the drawer and after errors', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await expect(ui.status).toContainText('sandbox ready')
  for (const tab of ['Problems', 'Console', 'Timeline', 'Metrics', 'Traffic'] as const) {
    await ui.showTab(tab)
    await expectNoViolations(page, `${tab}, as it comes up`)
  }
  await page.getByRole('switch', { name: 'Traffic' }).click()
  await expect(ui.drawer.getByRole('tabpanel', { name: 'Traffic' }).locator('canvas')).toBeVisible()
  await expectNoViolations(page, 'the traffic')
  await ui.replaceText("export default { execute() { console.log('x', { a: 1 }); throw new Error('no') } }\n")
  await ui.saveByKey()
  await expect(ui.output.getByRole('alert')).toContainText('EXECUTE')
  await ui.replaceText('export default {')
  await ui.saveByKey()
  await expect(ui.refused).toBeVisible()
  for (const tab of ['Problems', 'Console', 'Timeline', 'Metrics', 'Traffic'] as const) {
    await ui.showTab(tab)
    await expectNoViolations(page, `${tab}, with an error`)
  }
})

test('axe finds nothing on the plugin page', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  const region = page.getByRole('region', { name: 'Plugin', exact: true })
  for (const round of ['as it comes up', 'after a while']) {
    const tabs = [
      'State',
      'Config',
      'Versions',
      'Health',
      'Middleware',
      'Dependencies',
      'Permissions',
      'Data',
      'Receipts',
    ]
    for (const tab of tabs) {
      await region.getByRole('tab', { name: tab }).click()
      await expect(region.getByRole('tabpanel', { name: tab })).not.toBeEmpty()
      await expectNoViolations(page, `${tab}, ${round}`)
    }
    await region.getByRole('button', { name: 'Disable' }).click()
    await expect(region).toContainText('disabled')
    await expectNoViolations(page, 'the page of a disabled plugin')
    await region.getByRole('button', { name: 'Enable' }).click()
    await expect(region).toContainText('active')
  }
})

test('axe finds nothing on the pipeline page', async ({ ui, page }) => {
  await ui.open()
  await ui.palette('New pipeline …')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  const pipeline = page.getByRole('region', { name: 'Pipeline', exact: true })
  await expect(pipeline).toBeVisible()
  await expectNoViolations(page, 'a pipeline without steps')
  await pipeline.getByRole('button', { name: 'Try titlecase → transform' }).click()
  await pipeline.getByRole('button', { name: /^Step 2: / }).click()
  await pipeline.getByRole('textbox', { name: 'Config of this step' }).fill('{"steps": 1}')
  await expect(pipeline.getByRole('button', { name: /^Step 2: .*has a problem/ })).toBeVisible()
  await expectNoViolations(page, 'a step with a problem')
  await pipeline.getByRole('textbox', { name: 'Config of this step' }).fill('')
  const input = page.getByRole('region', { name: 'Input of the pipeline' })
  await input.getByRole('textbox').fill('["one", 2, "three"]')
  await input.getByRole('button', { name: 'Collect' }).click()
  await input.getByRole('button', { name: 'Run the pipeline' }).click()
  await expect(page.getByRole('region', { name: 'Errors of the pipeline' })).toBeVisible()
  await expectNoViolations(page, 'a run with an error')
  await pipeline.getByRole('button', { name: /^Items between/ }).click()
  await expect(pipeline.getByRole('tree')).toBeVisible()
  await expectNoViolations(page, 'what crossed between two steps')
})

test('axe finds nothing where a plugin asks for what it may do', async ({ ui, page }) => {
  await ui.open()
  await page.evaluate(async () => {
    const { files, ready, save } = window.hotplug
    await ready
    const manifest: unknown = JSON.parse(files.read('storage/plugin.json'))
    const asked = { ...Object(manifest), permissions: ['sql', 'storage:read', 'secrets:KEY', 'net:https://a.example'] }
    files.write('storage/plugin.json', JSON.stringify(asked))
    await save('storage')
  })
  await ui.pick('storage')
  await ui.run.click()
  const asks = page.getByRole('dialog', { name: 'storage wants to use a database' })
  await expect(asks).toBeVisible()
  await expectNoViolations(page, 'the permission dialog')
  await asks.getByRole('button', { name: 'Allow for this session' }).click()
  await expect(ui.output.getByRole('button', { name: 'Copy the output' })).toBeVisible()
  const region = page.getByRole('region', { name: 'Plugin', exact: true })
  await ui.palette('Plugin page: permissions')
  await expect(region.getByRole('table')).toContainText('refused')
  await expectNoViolations(page, 'permissions that are asked for')
  await ui.palette('Plugin page: data')
  await region.getByRole('button', { name: /^saved/ }).click()
  await expect(region.getByRole('region', { name: 'Rows of saved' })).toContainText('ada')
  await expectNoViolations(page, 'the rows of a table')
})

test('axe finds nothing on outputs of every kind', async ({ ui, page }) => {
  await ui.open()
  for (const plugin of ['sparkline', 'markdown-table', 'filter', 'math']) {
    await ui.pick(plugin)
    await expect(ui.output.getByRole('button', { name: 'Copy the output' })).toBeVisible()
    const kinds = ui.output.getByRole('group', { name: 'Show the output as' }).getByRole('button')
    for (const kind of await kinds.all()) {
      await kind.click()
      await expectNoViolations(page, `${plugin} as ${(await kind.textContent()) ?? ''}`)
    }
  }
})

test('axe finds nothing on the palette and the dialogs', async ({ ui, page }) => {
  await ui.open()
  await page.keyboard.press('ControlOrMeta+K')
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
  await expectNoViolations(page, 'the palette')
  await page.keyboard.press('Escape')
  for (const command of dialogs) {
    await ui.palette(command)
    await expect(page.getByRole('dialog').or(page.getByRole('alertdialog'))).toBeVisible()
    await expectNoViolations(page, command)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog').or(page.getByRole('alertdialog'))).toBeHidden()
  }
  await ui.committed.first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectNoViolations(page, 'a generation')
})

test('axe finds nothing on what the Input box offers, and on the options of middleware', async ({ ui, page }) => {
  await ui.open()
  await ui.pick('math')
  await expect(ui.output).toContainText(/\d/)
  await ui.input.fill('')
  await ui.input.pressSequentially('{')
  await expect(page.getByRole('listbox', { name: 'What the schema offers' })).toBeVisible()
  await expectNoViolations(page, 'what the Input box offers')
  await page.keyboard.press('Escape')

  const names = ['timeout', 'cache', 'rate-limit', 'recovery', 'circuit-breaker', 'validation']
  await page.evaluate(async (names) => {
    await window.hotplug.ready
    await window.hotplug.middleware.set('math', names)
  }, names)
  await ui.palette('Plugin page: middleware')
  const chain = page.getByRole('region', { name: 'Around math alone' })
  for (const name of names) await chain.getByRole('button', { name: `Options of ${name}` }).click()
  const ms = chain.getByRole('spinbutton', { name: 'ms' }).first()
  await ms.fill('-1')
  await ms.press('Tab')
  await expect(chain.getByRole('alert')).toBeVisible()
  await expectNoViolations(page, 'the options of middleware')
})

test('axe finds nothing where there is nothing', async ({ ui, page }) => {
  await ui.open()
  await removeAll(ui)
  await expect(ui.explorer).toContainText('No plugins yet')
  await expectNoViolations(page, 'the empty workspace')
})

test('axe finds nothing on a narrower screen', async ({ ui, page }) => {
  await page.setViewportSize({ width: 1024, height: 800 })
  await ui.open()
  await expectNoViolations(page, '1024 pixels')
  await page.getByRole('button', { name: 'Open the Explorer' }).click()
  await expect(ui.explorer).toBeVisible()
  await expectNoViolations(page, 'the Explorer over the editor')
  await page.setViewportSize({ width: 390, height: 844 })
  for (const pane of ['Code', 'Run', 'Plugins', 'More']) {
    await page
      .getByRole('navigation', { name: 'Panes' })
      .getByRole('button', { name: `${pane} pane` })
      .click()
    await expectNoViolations(page, `the ${pane} pane`)
  }
  await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Code pane' }).click()
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  for (const tab of ['Versions', 'Health', 'Receipts']) {
    await page.getByRole('region', { name: 'Plugin', exact: true }).getByRole('tab', { name: tab }).click()
    await expectNoViolations(page, `the plugin page, ${tab}, on a phone`)
  }
})

async function removeAll({ page }: Screen): Promise<void> {
  await page.evaluate(() => {
    for (const path of window.hotplug.files.list()) window.hotplug.files.remove(path)
  })
}
