import type { Locator } from '@playwright/test'
import type { Screen } from './support/screen'
import { expect, test } from './support/test'

const counts = `export default {
  async execute(input: unknown, ctx: any) {
    const count = ((await ctx.storage.get('count')) ?? 0) + 1
    await ctx.storage.set('count', count)
    return { count, input }
  },
}
`

/** Makes a plugin that asks for what it keeps in its store, and goes to it. */
async function openNotes(ui: Screen, permissions = ['storage:read', 'storage:write', 'clock']): Promise<void> {
  await ui.open()
  await ui.page.evaluate(
    async ([code, asked]) => {
      const { files, save, ready } = window.hotplug
      await ready
      const manifest = { name: 'notes', version: '1.0.0', apiVersion: '^1.0.0', main: 'index.ts', permissions: asked }
      files.write('notes/plugin.json', JSON.stringify(manifest, null, 2))
      files.write('notes/index.ts', code)
      await save('notes')
    },
    [counts, permissions] as const,
  )
  await ui.pick('notes')
  // It may reach out of the sandbox, and nobody has asked for a run.
  await expect(ui.output).toContainText('No output yet')
}

/** What the plugin was refused, and what it will be refused next. */
async function allowBoth(ui: Screen, button: string): Promise<void> {
  await dialog(ui)
    .getByRole('checkbox', { name: /store values/ })
    .check()
  await dialog(ui).getByRole('button', { name: button }).click()
}

const dialog = (ui: Screen): Locator => ui.page.getByRole('dialog', { name: /^notes wants to/ })
const region = (ui: Screen): Locator => ui.page.getByRole('region', { name: 'Plugin', exact: true })

test('what a step of a pipeline was refused is asked for, and the pipeline is what runs again', async ({
  ui,
  page,
}) => {
  await openNotes(ui)
  await page.evaluate(() => window.hotplug.pipelines.save('noted', [{ plugin: 'titlecase' }, { plugin: 'notes' }]))
  await page.reload()
  await page.waitForFunction(() => 'hotplug' in window)
  await page.evaluate(() => window.hotplug.ready)
  await page
    .getByRole('region', { name: 'Explorer' })
    .getByRole('button', { name: /^noted/ })
    .click()
  await page.getByRole('button', { name: 'Run the pipeline' }).click()
  await allowBoth(ui, 'Allow for this session')
  await expect(page.getByRole('region', { name: 'Output of the pipeline' })).toContainText('count')
  // Nobody asked for a call of the plugin by itself.
  expect(await page.evaluate(() => window.hotplug.run('notes', null))).toMatchObject({ output: { count: 2 } })
})

test('what a plugin was refused is allowed in a dialog, runs again, and is taken back', async ({ ui, page }) => {
  await openNotes(ui)
  await ui.run.click()
  await expect(dialog(ui)).toContainText('It cannot see what other plugins store')
  await expect(dialog(ui).getByRole('button', { name: 'index.ts:3' })).toBeVisible()
  // Nothing is given along that nobody chose.
  for (const name of [/store values/, /read the clock/])
    await expect(dialog(ui).getByRole('checkbox', { name })).not.toBeChecked()
  await allowBoth(ui, 'Allow for this session')
  await expect(dialog(ui)).toHaveCount(0)
  await expect(ui.output.getByRole('alert')).toHaveCount(0)
  await expect(ui.output).toContainText('count')
  expect(await page.evaluate(() => window.hotplug.permissions.list('notes'))).toEqual([
    { capability: 'storage:read', state: 'granted' },
    { capability: 'storage:write', state: 'granted' },
    { capability: 'clock', state: 'ask' },
  ])

  await ui.palette('Plugin page: permissions')
  const row = region(ui).getByRole('listitem', { name: 'storage:write' })
  await expect(row).toContainText('allowed for this session')
  await row.getByRole('button', { name: 'Denied' }).click()
  await expect(row.getByRole('button', { name: 'Denied' })).toHaveAttribute('aria-pressed', 'true')
  await ui.run.click()
  await expect(ui.output.getByRole('alert')).toContainText('which was denied')
  // What was denied is not asked for again.
  await expect(dialog(ui)).toHaveCount(0)
  const refused = region(ui)
    .getByRole('table')
    .getByRole('row', { name: /storage:write.*refused/ })
  await expect(refused.first()).toContainText('count')
})

test('what is denied is decided anew on the plugin’s page, and a line leads to the source', async ({ ui }) => {
  await openNotes(ui)
  await ui.run.click()
  await dialog(ui).getByRole('button', { name: 'Don’t allow' }).click()
  await expect(dialog(ui)).toHaveCount(0)
  await ui.run.click()
  await expect(ui.output.getByRole('alert')).toContainText('which was denied')
  await ui.output.getByRole('button', { name: 'Review permissions' }).click()
  const row = region(ui).getByRole('listitem', { name: 'storage:read' })
  await expect(row).toContainText('denied')
  await row.getByRole('button', { name: 'Always' }).click()
  await expect(row).toContainText('always allowed')
  await row.getByRole('button', { name: 'index.ts:3' }).click()
  await expect(region(ui)).toHaveCount(0)
  await expect(ui.editor.getByRole('tab', { name: /index\.ts notes/, selected: true })).toBeVisible()
})

test('a grant for once is used up by one call', async ({ ui }) => {
  await openNotes(ui)
  await ui.run.click()
  await allowBoth(ui, 'Allow once')
  await expect(ui.output).toContainText('count')
  await ui.run.click()
  await expect(dialog(ui)).toBeVisible()
})

test('what a plugin has stored is looked at and deleted', async ({ ui, page }) => {
  await openNotes(ui)
  await ui.palette('Plugin page: data')
  const data = region(ui).getByRole('tabpanel', { name: 'Data' })
  await expect(data).toContainText('notes has stored nothing')
  await ui.run.click()
  await allowBoth(ui, 'Allow always')
  const key = data.getByRole('button', { name: 'count', exact: true })
  await key.click()
  await expect(data.getByRole('tree', { name: 'count as a tree' })).toContainText('1')
  await ui.run.click()
  await expect(data.getByRole('tree', { name: 'count as a tree' })).toContainText('2')
  await data.getByRole('button', { name: 'Delete count' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(data).toContainText('notes has stored nothing')
  await ui.run.click()
  await expect(key).toBeVisible()
})

test('the rows of a plugin’s tables are shown, a page at a time, as they come', async ({ ui, page }) => {
  await ui.open()
  await page.evaluate(async () => {
    await window.hotplug.ready
    const { permissions, run } = window.hotplug
    await permissions.grant('storage', 'sql')
    for (let key = 1; key <= 51; key++) await run('storage', { operation: 'save', key: `key ${key}`, value: key })
  })
  await ui.pick('storage')
  await ui.palette('Plugin page: data')
  const tables = region(ui).getByRole('region', { name: 'Tables', exact: true })
  await tables.getByRole('button', { name: /^saved/ }).click()
  await expect(tables.getByRole('list', { name: 'Columns of saved' })).toContainText('jsonb not null')
  const rows = tables.getByRole('region', { name: 'Rows of saved' })
  await expect(rows.getByRole('row', { name: /^1 / })).toBeVisible()
  await tables.getByRole('button', { name: 'Later' }).click()
  await expect(tables.getByRole('status')).toContainText(/^51–5\d of 5\d$/)
  await expect(tables.getByRole('button', { name: 'Later' })).toBeDisabled()
  const before = Number(/\d+$/.exec((await tables.getByRole('status').textContent()) ?? '')?.[0])
  await page.evaluate(() => window.hotplug.run('storage', { operation: 'save', key: 'one more', value: 1 }))
  await expect(tables.getByRole('status')).toHaveText(`51–${before + 1} of ${before + 1}`)
  await expect(rows).toContainText('one more')
})

test('a secret is typed in where it is asked for, kept out of sight, replaced and removed', async ({ ui, page }) => {
  await openNotes(ui, ['storage:read', 'storage:write', 'secrets:TOKEN'])
  await page.evaluate(async () => {
    window.hotplug.files.write(
      'notes/index.ts',
      "export default { async execute(_: unknown, ctx: any) { return (await ctx.secrets.get('TOKEN')).length } }",
    )
    await window.hotplug.save('notes')
  })
  await ui.run.click()
  await expect(dialog(ui)).toContainText('Read the value that you type in for TOKEN')
  await dialog(ui).getByLabel('It has no value yet').fill('abc')
  await dialog(ui).getByRole('button', { name: 'Allow always' }).click()
  await expect(dialog(ui).getByRole('alert')).toContainText('4 characters')
  await dialog(ui).getByLabel('It has no value yet').fill('a value')
  await dialog(ui).getByRole('button', { name: 'Allow always' }).click()
  await expect(ui.output).toContainText('7')

  await ui.palette('Plugin page: permissions')
  const row = region(ui).getByRole('listitem', { name: 'secrets:TOKEN' })
  const field = row.getByLabel('Value of TOKEN')
  await expect(row).toContainText('It has a value, which is never shown again')
  await expect(field).toHaveValue('')
  await field.fill('another one')
  await row.getByRole('button', { name: 'Replace' }).click()
  await expect(field).toHaveValue('')
  await ui.run.click()
  await expect(ui.output).toContainText('11')
  await row.getByRole('button', { name: 'Remove' }).click()
  await expect(row).toContainText('It has no value yet')
  await ui.run.click()
  await expect(ui.output.getByRole('alert')).toContainText('has no value yet')
})
