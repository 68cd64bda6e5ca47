import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, expect, type Page, type Request } from '@playwright/test'
import { chromiumLaunchOptions, type Isolation } from '../support/chromium'
import { test } from './support/profile'
import { screenOf } from './support/screen'

const faults = fileURLToPath(new URL('../faults', import.meta.url))

/** The files of a plugin in test/faults, by their paths in the workspace. */
function filesOf(plugin: string): [path: string, text: string][] {
  const folder = `${faults}/${plugin}`
  return readdirSync(folder).map((file) => [`${plugin}/${file}`, readFileSync(`${folder}/${file}`, 'utf8')])
}

/** Saves the plugin and runs it; gives what came of both. */
async function setLoose(page: Page, plugin: string, input: unknown) {
  return page.evaluate(
    async ({ plugin, input, files }) => {
      const { hotplug } = window
      for (const [path, text] of files) hotplug.files.write(path, text)
      const saved = await hotplug.save(plugin)
      const ended = await hotplug.run(plugin, input)
      return { saved: saved.ok, code: ended.ok ? 'none' : ended.error.code }
    },
    { plugin, input, files: filesOf(plugin) },
  )
}

/**
 * Automation puts sandboxed frames into the page's own process, which browsers do not do for people. What holds the
 * page up must not depend on it.
 */
for (const isolation of ['on', 'off'] satisfies Isolation[]) {
  test(`the built site shrugs off loops and floods with process isolation ${isolation}`, async ({ baseURL }) => {
    const browser = await chromium.launch({ ...chromiumLaunchOptions(isolation), headless: true })
    try {
      const page = await browser.newPage()
      await page.goto(baseURL ?? '')
      await page.waitForFunction(() => 'hotplug' in window && window.hotplug.ready.then(() => true))
      const frames = () => page.locator('iframe[title="Plugin sandbox"]').count()
      const atRest = await frames()

      for (const [plugin, input, code] of [
        ['endless-loop', 'loop', 'TIMEOUT'],
        ['microtask-loop', 'loop', 'TIMEOUT'],
        ['catastrophic-expression', `${'a'.repeat(60)}b`, 'TIMEOUT'],
        ['message-flood', 'flood', 'TIMEOUT'],
        ['closes-in-a-loop', 'close', 'CRASHED'],
      ] as const) {
        expect(await setLoose(page, plugin, input), plugin).toEqual({ saved: true, code })
        expect(await page.evaluate(() => window.hotplug.run('greeter', 'Ada')), plugin).toMatchObject({ ok: true })
        await page.evaluate((name) => window.hotplug.unload(name), plugin)
      }
      await expect.poll(frames).toBe(atRest)
    } finally {
      await browser.close()
    }
  })
}

test('markup, script and terminal codes of a plugin are shown as the text that they are', async ({ page }) => {
  // Not the fixture that forbids every complaint: the browser complains here, for its locks hold.
  const ui = screenOf(page)
  const asked: Request[] = []
  page.on('request', (request) => asked.push(request))
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await ui.open()
  await page.evaluate(() => window.hotplug.ready)
  await page.evaluate((files) => {
    for (const [path, text] of files) window.hotplug.files.write(path, text)
    return window.hotplug.save('hostile-text')
  }, filesOf('hostile-text'))
  await ui.pick('hostile-text')

  const expectHarmless = async () => {
    expect(await page.evaluate(() => [...document.querySelectorAll('img[src="x"], [onerror]')].length)).toBe(0)
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
    expect(dialogs).toEqual([])
    // The browser may tell of a request that the policy then refuses; none may get as far as a server.
    for (const request of asked.filter((request) => request.url().endsWith('/x'))) {
      expect(await request.response()).toBeNull()
      expect(request.failure()?.errorText).toBe('csp')
    }
  }

  await ui.input.fill('"object"')
  await ui.run.click()
  await expect(ui.output).toContainText('<img src=x')
  await expectHarmless()

  await ui.input.fill('"throw"')
  await ui.run.click()
  await expect(page.getByText('<img src=x').first()).toBeVisible()
  await expectHarmless()

  const log = await ui.showTab('Console')
  await expect(log).toContainText('<img src=x')
  await expectHarmless()
  await ui.showTab('Metrics')
  await expectHarmless()
  await ui.showTab('Problems')
  await expectHarmless()

  // As a page it is shown in a frame that may do nothing, with its script taken out.
  await ui.input.fill('"page"')
  await ui.run.click()
  await expect(ui.output.locator('iframe[title="Preview of the output"]')).toHaveAttribute('sandbox', '')
  await expectHarmless()
})
