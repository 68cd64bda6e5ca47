import type { Locator } from '@playwright/test'
import type { Screen } from './support/screen'
import { expect, test } from './support/test'

const region = (ui: Screen): Locator => ui.page.getByRole('region', { name: 'Plugin', exact: true })

async function show(ui: Screen, name: string): Promise<Locator> {
  await region(ui).getByRole('tab', { name, exact: true }).click()
  return region(ui).getByRole('tabpanel', { name, exact: true })
}

/** Saves the greeter anew under another version. */
async function saveVersion({ page }: Screen, version: string): Promise<void> {
  const report = await page.evaluate(async (saved) => {
    const { files, save } = window.hotplug
    const manifest = JSON.parse(files.read('greeter/plugin.json')) as Record<string, unknown>
    files.write('greeter/plugin.json', JSON.stringify({ ...manifest, version: saved }, null, 2))
    return save('greeter')
  }, version)
  expect(report).toMatchObject({ ok: true, version })
}

test('the page takes the place of the editor, and gives it back to any file', async ({ ui, page }) => {
  await ui.open()
  await ui.editorReady()
  const file = ui.editor.getByRole('tabpanel', { name: /^index\.ts/ })
  await expect(file).toBeVisible()
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  await expect(region(ui)).toContainText('greeter')
  await expect(region(ui)).toContainText('active')
  await expect(file).toBeHidden()
  await ui.pluginRow('counter').click()
  await expect(region(ui).getByRole('heading', { name: 'counter' })).toBeVisible()
  await ui.editor.getByRole('tab', { name: /index\.ts counter/ }).click()
  await expect(region(ui)).toBeHidden()
  await expect(file).toBeVisible()

  await ui.code.focus()
  await page.keyboard.press('Alt+0')
  await expect(region(ui).getByRole('tab', { name: 'State' })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(region(ui).getByRole('tab', { name: 'Receipts', selected: true })).toBeFocused()
  await expect(region(ui).getByRole('tabpanel', { name: 'Receipts' })).toBeVisible()
  await page.keyboard.press('Alt+0')
  await expect(region(ui)).toBeHidden()
  await expect(ui.code).toBeFocused()
  await ui.palette('Plugin page')
  await expect(region(ui).getByRole('tab', { name: 'Receipts' })).toBeFocused()
})

test('a pinned version stays beside the next one, and an earlier generation is brought back', async ({ ui }) => {
  await ui.open()
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  const versions = await show(ui, 'Versions')
  const active = versions.getByRole('table', { name: 'Active versions' })
  await active.getByRole('button', { name: 'Pin 1.0.0', exact: true }).click()
  await expect(active.getByRole('row', { name: /1\.0\.0/ })).toContainText('pinned')
  await saveVersion(ui, '2.0.0')
  const first = active.getByRole('row', { name: /1\.0\.0/ })
  const second = active.getByRole('row', { name: /2\.0\.0/ })
  await expect(first).not.toContainText('default')
  await expect(second).toContainText('default')

  const generations = versions.getByRole('table', { name: 'Generations of this session' })
  await expect(generations.getByRole('row')).toHaveCount(3)
  await expect(generations.getByRole('row').nth(1)).toContainText('g2')
  await generations.getByRole('button', { name: 'Bring back generation 1' }).click()
  await expect(generations.getByRole('row').nth(1)).toContainText(/g3.*1\.0\.0.*serves/)
  await expect(first).toContainText('default')
  await expect(first).toContainText('g3')
  await expect(second).toHaveCount(0)
  await active.getByRole('button', { name: 'Unpin 1.0.0' }).click()
  await expect(first).not.toContainText('pinned')
})

test('a plugin is disabled and enabled, and each going leaves a receipt', async ({ ui }) => {
  await ui.open()
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  const receipts = await show(ui, 'Receipts')
  await expect(receipts).toContainText('No receipts yet')
  await region(ui).getByRole('button', { name: 'Disable' }).click()
  await expect(region(ui)).toContainText('disabled')
  await expect(region(ui).getByRole('button', { name: 'Unload' })).toHaveCount(0)
  await expect(receipts.getByRole('listitem')).toHaveCount(1)
  await expect(receipts.getByRole('listitem')).toContainText(/g1.*1\.0\.0.*Timers left behind.*0.*ended/)
  await region(ui).getByRole('button', { name: 'Enable' }).click()
  await expect(region(ui)).toContainText('active')
  await region(ui).getByRole('button', { name: 'Unload' }).click()
  await expect(region(ui)).toContainText('not loaded')
  await expect(receipts.getByRole('listitem')).toHaveCount(2)
  await expect(receipts.getByRole('listitem').first()).toContainText('g2')
  await region(ui).getByRole('button', { name: 'Load', exact: true }).click()
  await expect(region(ui)).toContainText('active')
})

test('the health of a plugin is asked for, and its changes are kept', async ({ ui, page }) => {
  await ui.open()
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  const health = await show(ui, 'Health')
  await expect(health.getByRole('status')).toHaveText('ok')
  await page.evaluate(() => {
    window.hotplug.files.write(
      'greeter/index.ts',
      `export default {
        execute(input: unknown) { if (input === 'bad') throw new Error('no'); return input },
        healthCheck() { return { status: 'ok', detail: 'fine as ever' } },
      }`,
    )
    return window.hotplug.save('greeter')
  })
  await expect(health).toContainText('fine as ever')
  await page.evaluate(async () => {
    for (let call = 0; call < 20; call++) await window.hotplug.run('greeter', 'bad')
  })
  await expect(health.getByRole('status')).toHaveText('degraded')
  await expect(health.getByRole('table').getByRole('row').nth(1)).toContainText(/g2.*degraded.*calls failed/)
  await health.getByRole('button', { name: 'Check now' }).click()
  await expect(health.getByRole('meter')).toHaveAttribute('aria-valuenow', '100')
})

test('each part of the page is reached from the palette, and the page from a plugin’s menu', async ({ ui, page }) => {
  await ui.open()
  await ui.palette('Plugin page: receipts')
  await expect(region(ui).getByRole('tab', { name: 'Receipts', selected: true })).toBeFocused()
  await expect(page.getByRole('navigation', { name: 'Open file' })).toContainText('Plugin page')
  await ui.editor.getByRole('tab', { name: /index\.ts/ }).click()
  await ui.pluginRow('counter').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Plugin page' }).click()
  await expect(region(ui).getByRole('heading', { name: 'counter' })).toBeVisible()
})

test('the health tells the newest checks, the heartbeat and the limits', async ({ ui, page }) => {
  await ui.open()
  await page.evaluate(async () => {
    const code =
      "export default { execute: () => 1, healthCheck: () => ({ status: 'degraded', detail: 'half asleep' }) }"
    window.hotplug.files.write('greeter/index.ts', code)
    await window.hotplug.save('greeter')
  })
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  const health = await show(ui, 'Health')
  await expect(health).toContainText('healthCheck is asked every 30 s')
  await health.getByRole('button', { name: 'Check now' }).click()
  const checks = health.getByRole('region', { name: 'Last checks' }).getByRole('listitem')
  await expect(checks.last()).toContainText('g2: degraded, half asleep')
  await expect(health).toContainText('answers')
  await expect(health.getByRole('region', { name: 'Limits' })).toContainText('executeMs')
})

test('a save that is refused for its state is made without it from the palette', async ({ ui, page }) => {
  await ui.open()
  await ui.pick('counter')
  const report = await page.evaluate(async () => {
    const code = "export default { execute: () => 4711, restore() { throw new Error('not mine') } }"
    await window.hotplug.ready
    window.hotplug.files.write('counter/index.ts', code)
    return window.hotplug.save('counter')
  })
  expect(report).toMatchObject({ ok: false, error: { code: 'STATE' } })
  await ui.palette('Save without the state')
  await expect(ui.output).toContainText('4711')
})

test('what crashes right after its commit says what probation is', async ({ ui, page }) => {
  await ui.open()
  await page.evaluate(async () => {
    await window.hotplug.ready
    const code = 'export default { execute: () => 1, init() { setTimeout(() => self.close(), 500) } }'
    window.hotplug.files.write('greeter/index.ts', code)
    await window.hotplug.save('greeter')
  })
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  const versions = await show(ui, 'Versions')
  await expect(versions.getByRole('region', { name: 'Gave way on probation' })).toContainText('g1')
})

test('what crashes again and again is shown in quarantine, and is reset there', async ({ ui, page }) => {
  await ui.open()
  const codes = await page.evaluate(async () => {
    const { files, ready, run, save, unload } = window.hotplug
    await ready
    // Without a predecessor, as there would be one to go back to.
    await unload('greeter')
    const code = "export default { execute: (input) => (input === 'crash' ? self.close() : `got ${input}`) }"
    files.write('greeter/index.ts', code)
    await save('greeter')
    const reports = []
    for (let crash = 0; crash < 3; crash++) reports.push(await run('greeter', 'crash'))
    return reports.map((report) => (report.ok ? null : report.error.code))
  })
  expect(codes).toEqual(['CRASHED', 'CRASHED', 'CRASHED'])
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  await expect(region(ui)).toContainText('quarantined')
  await expect(ui.pluginRow('greeter')).toHaveAttribute('title', /QUARANTINED/)
  await region(ui).getByRole('button', { name: 'Reset', exact: true }).click()
  await expect(region(ui)).toContainText('active')
  await expect(region(ui).getByRole('button', { name: 'Reset', exact: true })).toHaveCount(0)
  expect(await page.evaluate(() => window.hotplug.run('greeter', 'on'))).toMatchObject({ ok: true, output: 'got on' })
})

test('a save that is refused as the state cannot be taken is made without it from the state tab', async ({
  ui,
  page,
}) => {
  await ui.open()
  await ui.pick('counter')
  const reports = await page.evaluate(async () => {
    const { files, ready, save } = window.hotplug
    await ready
    const code = "export default { execute: () => 1, snapshot() { throw new Error('no film') }, restore() {} }"
    files.write('counter/index.ts', code)
    const first = await save('counter')
    files.write('counter/index.ts', code.replace('=> 1', '=> 2'))
    return [first, await save('counter')]
  })
  expect(reports).toMatchObject([{ ok: true }, { ok: false, error: { code: 'STATE', phase: 'snapshot' } }])
  await ui.palette('Plugin page: state')
  const state = region(ui).getByRole('tabpanel', { name: 'State', exact: true })
  await expect(state).toContainText('no film')
  await state.getByRole('button', { name: 'Save without the state' }).click()
  await expect(state.getByRole('button', { name: 'Save without the state' })).toHaveCount(0)
  await expect.poll(() => page.evaluate(() => window.hotplug.run('counter', 'count'))).toMatchObject({ output: 2 })
})

test('an earlier generation that cannot take the state is brought back without it', async ({ ui, page }) => {
  await ui.open()
  await page.evaluate(async () => {
    const { files, ready, save } = window.hotplug
    await ready
    files.write('greeter/index.ts', "export default { execute: () => 'kept', snapshot: () => 1, restore() {} }")
    await save('greeter')
  })
  const calls = () => page.evaluate(() => window.hotplug.run('greeter', 'Ada'))
  await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
  const versions = await show(ui, 'Versions')
  await versions.getByRole('button', { name: 'Bring back generation 1' }).click()
  await expect(versions.getByRole('alert')).toContainText('no restore to take it')
  expect(await calls()).toMatchObject({ output: 'kept', generation: 2 })
  const state = await show(ui, 'State')
  await expect(state.getByRole('alert')).toContainText('Bring it back without the state')
  await expect(state.getByRole('button', { name: 'Save without the state' })).toHaveCount(0)
  await ui.generations.getByRole('button', { name: /^Generation 1,/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Bring it back as it was' }).click()
  await expect(dialog.getByRole('alert')).toContainText('no restore to take it')
  await dialog.getByRole('button', { name: 'Bring it back without the state' }).click()
  await expect(dialog.getByRole('status')).toContainText('serves again')
  expect(await calls()).toMatchObject({ generation: 3 })
})

for (const width of [1024, 390])
  test(`at ${width} pixels the page is reached, and nothing of it is cut off`, async ({ ui, page }) => {
    await ui.open()
    await page.setViewportSize({ width, height: 844 })
    await ui.editor.getByRole('button', { name: 'Plugin page' }).click()
    await region(ui).getByRole('button', { name: 'Disable' }).click()
    await region(ui).getByRole('button', { name: 'Enable' }).click()
    await expect(region(ui)).toContainText('active')
    for (const tab of ['Versions', 'Health', 'Receipts']) {
      const panel = await show(ui, tab)
      await expect(panel).toContainText(/g1|ok/)
      await expect.poll(() => panel.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
      await expect.poll(() => page.evaluate(() => document.body.scrollWidth - innerWidth)).toBe(0)
    }
  })
