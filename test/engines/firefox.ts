import { launch, type KeyInput } from 'puppeteer-core'
import { callText, type Engine } from './engine'

/** Firefox, over WebDriver BiDi. */
export async function startFirefox(executablePath: string): Promise<Engine> {
  const browser = await launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    defaultViewport: { width: 1440, height: 900 },
  })
  const page = await browser.newPage()
  return {
    name: `Firefox ${(await browser.version()).replace(/^\D+/, '')}`,
    async open(url) {
      await page.goto(url)
    },
    evaluate: async (work, argument) =>
      (await page.evaluate(callText(work, argument))) as Awaited<ReturnType<typeof work>>,
    async press(key, { control = false } = {}) {
      if (control) await page.keyboard.down('Control')
      await page.keyboard.press(key as KeyInput)
      if (control) await page.keyboard.up('Control')
    },
    async reload() {
      await page.reload()
    },
    async screenshot(path) {
      await page.screenshot({ path })
    },
    close: () => browser.close(),
  }
}
