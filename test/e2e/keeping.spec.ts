import { expect, test } from './support/test'
import { screenOf } from './support/screen'

test('a tab that is killed soon after typing loses nothing that had a second to be kept', async ({
  ui,
  page,
  context,
  complaints,
}) => {
  await ui.open()
  await ui.editorReady()
  await ui.replaceIn('Hello', 'Kept')
  // Written by itself, with the page neither left nor hidden: what a killed tab leaves behind.
  await expect
    .poll(() => page.evaluate(readStoredTexts), { intervals: [50] })
    .toContainEqual(expect.stringContaining('`Kept, ${name}!'))
  const devtools = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  devtools.send('Page.crash').catch(() => undefined) // There is no answer from a page that is gone.
  await crashed

  const next = await context.newPage()
  complaints.watch(next)
  const after = screenOf(next)
  await after.open()
  await after.editorReady()
  // Where it was scrolled to is written later than the text, and may not have been.
  await after.code.focus()
  await next.keyboard.press('ControlOrMeta+End')
  await expect.poll(() => after.shownText()).toContain('`Kept, ${name}!')
  await expect(after.output).toContainText('Hello, Ada!')
})

test('a second tab says so, keeps what is typed in it apart, and can take over', async ({
  ui,
  context,
  complaints,
}) => {
  await ui.open()
  const page = await context.newPage()
  complaints.watch(page)
  const second = screenOf(page)
  await second.open()
  const notice = page.getByRole('region', { name: 'Storage' })
  await expect(notice).toContainText('another tab')
  await expect(second.output).toContainText('Hello, Ada!')

  await notice.getByRole('button', { name: 'Take over' }).click()
  await expect(notice).toBeHidden()
  await second.editorReady()
  await second.replaceIn('Hello', 'Second')
  await second.saveByKey()
  await expect(second.output).toContainText('Second, Ada!')
  await expect(ui.page.getByRole('region', { name: 'Storage' })).toContainText('tab')

  await page.close()
  await ui.page.reload()
  await expect(ui.output).toContainText('Second, Ada!')
})

/** The texts of all files in this site's databases. */
async function readStoredTexts(): Promise<string[]> {
  const texts: string[] = []
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('The database did not open.'))
    })
    if (database.objectStoreNames.contains('files')) {
      const rows = await new Promise<unknown[]>((resolve, reject) => {
        const request = database.transaction('files').objectStore('files').getAll()
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('The files could not be read.'))
      })
      texts.push(...rows.map((row) => (typeof row === 'string' ? row : ((row as { text?: string }).text ?? ''))))
    }
    database.close()
  }
  return texts
}
