import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from '@playwright/test'
import { chromiumLaunchOptions } from '../support/chromium'
import { startStaticServer } from '../support/static-server'

export interface Site {
  readonly url: string
  readonly browser: Browser
  close(): Promise<void>
}

/** The built site and a browser as people have it: sandboxed frames in a process of their own. */
export async function openSite(): Promise<Site> {
  const folder = process.env['HOTPLUG_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url))
  const server = await startStaticServer({ folder, path: '/some/where/' })
  const { executablePath, args } = chromiumLaunchOptions('on')
  // Without it the heap's size is told in steps.
  const browser = await chromium.launch({
    executablePath,
    args: [...args, '--no-sandbox', '--enable-precise-memory-info'],
  })
  return {
    url: server.url,
    browser,
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

/** A page in a fresh profile, into which functions of the bench can be sent. */
export async function newPage({ browser }: Site): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  // tsx keeps the names of inner functions through a helper, which the page does not have.
  await context.addInitScript('globalThis.__name = (target) => target')
  return context.newPage()
}

/** A fresh profile's page with everything up: the plugins, the compiler and Monaco. */
export async function openPage(site: Site): Promise<Page> {
  const page = await newPage(site)
  await page.goto(site.url)
  await page.waitForFunction(() => 'hotplug' in window)
  await page.evaluate(() => window.hotplug.ready)
  await page.waitForSelector('.monaco-editor .view-line')
  return page
}
