import { expect, test } from '@playwright/test'
import { screenOf } from './support/screen'

test('a site without its compiler says so, runs what was compiled before, and goes on once it is there', async ({
  page,
  context,
}) => {
  await context.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'Not found' }))
  const ui = screenOf(page)
  await ui.open()
  await expect(ui.output).toContainText('Hello, Ada!')

  const notice = page.getByRole('region', { name: 'Compiler' })
  await expect(notice).toContainText('The compiler could not be started (the server answered 404')
  await expect(notice).toContainText('check the connection, then try again')
  const ready = page.evaluate(() => window.hotplug.ready)
  await expect(ready).rejects.toThrow(/The compiler could not be started .+each save tries anew/)

  await ui.editorReady()
  await ui.replaceIn('Hello', 'Back again')
  await ui.saveByKey()
  await expect(await ui.showTab('Problems')).toContainText('This is not about your source')
  await expect(ui.refused).toHaveCount(1)
  await ui.run.click()
  await expect(ui.output).toContainText('Hello, Ada!')

  await context.unroute('**/*.wasm')
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(notice).toBeHidden()
  await expect(ui.tab('Problems')).toContainText('0')
  await ui.saveByKey()
  await expect(ui.output).toContainText('Back again, Ada!')
})

for (const part of ['commands', 'finish-start'])
  test(`a site without its ${part} says so, and what is there runs`, async ({ page, context }) => {
    await context.route(`**/${part}-*.js`, (route) => route.abort())
    const ui = screenOf(page)
    await ui.open()
    await expect(ui.output).toContainText('Hello, Ada!')
    const notices = page.getByRole('log', { name: 'Notices' })
    await expect(notices).toContainText('A part of Hotplug could not be fetched. Check the connection')
    await expect(page.evaluate(() => window.hotplug.ready)).rejects.toThrow('then reload the page')
    await expect(page.evaluate(() => window.hotplug.run('greeter', 'Grace'))).resolves.toMatchObject({ ok: true })
  })
