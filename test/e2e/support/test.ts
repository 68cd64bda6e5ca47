import { expect, type BrowserContext, type Page, type Request, type Response } from '@playwright/test'
import { test as base } from './profile'
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
      const stop = await watchContext(context, baseURL ?? '', list)
      watch(page)
      await use({ list, watch })
      await stop()
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
async function watchContext(context: BrowserContext, site: string, list: string[]): Promise<() => Promise<void>> {
  const onRequest = (request: Request): void => {
    const url = request.url()
    if (!url.startsWith(site) && !/^(?:blob|data|about):/.test(url)) list.push(`request: ${url}`)
  }
  const onResponse = (response: Response): void => {
    if (response.status() >= 400) list.push(`${response.status()}: ${response.url()}`)
  }
  context.on('request', onRequest)
  context.on('response', onResponse)
  const script = await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      reportError(new Error(`policy: ${event.violatedDirective} refused ${event.blockedURI || 'inline code'}`))
    })
  })
  return async () => {
    context.off('request', onRequest)
    context.off('response', onResponse)
    await script.dispose()
  }
}
