import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { screenOf, type Screen } from './screen'

/** What a page did that a well-behaved one does not. */
export interface Complaints {
  readonly list: readonly string[]
  /** Listens to one more page. */
  watch(page: Page): void
}

interface Fixtures {
  /** The page's screen, by its accessible names; the site is not open yet. */
  ui: Screen
  /** Requests to other hosts, errors in the console, exceptions and breaches of the policy. None may be left at the end. */
  complaints: Complaints
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page, context, baseURL }, use) => {
      const list: string[] = []
      const watch = (watched: Page): void => listen(watched, list)
      await watchContext(context, baseURL ?? '', list)
      watch(page)
      await use({ list, watch })
      expect(list, 'what the page did that it must not').toEqual([])
    },
    { auto: true },
  ],
  ui: async ({ page }, use) => use(screenOf(page)),
})

export { expect } from '@playwright/test'

function listen(page: Page, list: string[]): void {
  page.on('pageerror', (error) => list.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // The preview of an output lets no script run, which the tests' own scripts are told as well.
    if (message.text().startsWith("Blocked script execution in 'about:srcdoc'")) return
    list.push(`console: ${message.text()} (${message.location().url})`)
  })
}

/** Also for pages and frames that come later. */
export async function watchContext(context: BrowserContext, site: string, list: string[]): Promise<void> {
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(site) && !/^(?:blob|data|about):/.test(url)) list.push(`request: ${url}`)
  })
  context.on('response', (response) => {
    if (response.status() >= 400) list.push(`${response.status()}: ${response.url()}`)
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      reportError(new Error(`policy: ${event.violatedDirective} refused ${event.blockedURI || 'inline code'}`))
    })
  })
}
