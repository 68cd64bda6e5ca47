import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { test as base, type Browser, type BrowserContext } from '@playwright/test'

interface Options {
  /** A `first` visit finds nothing in the browser's caches. */
  visit: 'first' | 'later'
}

interface WorkerFixtures {
  profile: Profile
}

/** A person's browser, in which the caches outlive a test, and nothing else does. */
interface Profile {
  readonly browser: Browser
  readonly context: BrowserContext
  /** Forgets what pages keep, but not the caches of responses and of compiled code. */
  forget(): Promise<void>
  /** Closes every page but the first, without which the browser would end. */
  closePages(): Promise<void>
}

/**
 * Each worker's tests share one profile: a page with cold caches keeps a core busy for seconds, compiling esbuild.wasm and
 * Monaco. A test with options that a context cannot change later has a context of its own.
 */
export const test = base.extend<Options, WorkerFixtures>({
  visit: ['later', { option: true }],
  profile: [
    async ({ playwright }, use, { project }) => {
      const { baseURL = '', viewport = null, reducedMotion = null } = project.use
      const folder = mkdtempSync(join(tmpdir(), 'hotplug-profile-'))
      const context = await playwright.chromium.launchPersistentContext(folder, {
        baseURL,
        viewport,
        reducedMotion,
        locale: 'en-US',
      })
      await use(await profileOf(context, new URL(baseURL).origin))
      await context.close()
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  browser: [({ profile }, use) => use(profile.browser), { scope: 'worker' }],
  context: async ({ context, profile, visit, viewport, hasTouch, isMobile }, use, { project }) => {
    const asAlways = isDeepStrictEqual(viewport, project.use.viewport) && !hasTouch && !isMobile
    if (visit === 'first' || !asAlways) {
      await use(context)
      return
    }
    await profile.forget()
    await use(profile.context)
    await profile.closePages()
  },
})

async function profileOf(context: BrowserContext, origin: string): Promise<Profile> {
  const [first = await context.newPage()] = context.pages()
  const devtools = await context.newCDPSession(first)
  const browser = context.browser()
  if (browser === null) throw new Error('The profile has no browser.')
  return {
    browser,
    context,
    async forget() {
      await context.clearPermissions()
      await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
    },
    async closePages() {
      const others = context.pages().filter((page) => page !== first)
      await Promise.all(others.map((page) => page.close()))
    },
  }
}
