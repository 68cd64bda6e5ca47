/** Finds the Chromium or Chrome that every browser test, the end-to-end tests and the bench run in. */
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const commandNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const applicationPaths: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  ],
  win32: [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
    .filter((root) => root !== undefined)
    .flatMap((root) => [
      join(root, 'Google/Chrome/Application/chrome.exe'),
      join(root, 'Chromium/Application/chrome.exe'),
    ]),
}

/** Where Playwright keeps what `npx playwright install` downloads. */
function playwrightCache(): string {
  const chosen = process.env['PLAYWRIGHT_BROWSERS_PATH']
  if (chosen !== undefined && chosen !== '' && chosen !== '0') return chosen
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/ms-playwright')
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright')
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ms-playwright')
}

const downloadedPaths = [
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win64/chrome.exe',
  'chrome-win/chrome.exe',
]

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function downloads(): string[] {
  try {
    const builds = readdirSync(playwrightCache()).filter((name) => /^chromium-\d+$/.test(name))
    const newestFirst = builds.sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
    return newestFirst.flatMap((build) => downloadedPaths.map((path) => join(playwrightCache(), build, path)))
  } catch {
    return []
  }
}

/** Every Chromium and Chrome on this machine, the one to prefer first. */
export function chromiumPaths(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = commandNames.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...onPath, ...(applicationPaths[process.platform] ?? []), ...downloads()].filter(isExecutable)
}

/**
 * The path of a Chromium or Chrome, or `null` where there is none. `HOTPLUG_CHROMIUM` comes first, and is taken at
 * its word: a path there that cannot be run is an error, not a reason to look elsewhere.
 */
export function findChromium(): string | null {
  const chosen = process.env['HOTPLUG_CHROMIUM']
  if (chosen === undefined || chosen === '') return chromiumPaths()[0] ?? null
  if (isExecutable(chosen)) return chosen
  throw new Error(`HOTPLUG_CHROMIUM is "${chosen}", which is not a program that can be run.`)
}

/**
 * Whether sandboxed frames get a process of their own. Browsers do that for people; automation often switches it off,
 * and then a plugin shares the page's process. `HOTPLUG_ISOLATION=off` runs the tests that way.
 */
export type Isolation = 'on' | 'off'

function chosenIsolation(): Isolation {
  return process.env['HOTPLUG_ISOLATION'] === 'off' ? 'off' : 'on'
}

const quietArgs = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * What to start Chromium with. Of several `--enable-features` or `--disable-features` the last one counts, so these
 * name what Playwright's own list holds that matters here, too.
 */
export function chromiumArgs(isolation: Isolation = chosenIsolation()): string[] {
  const features =
    isolation === 'on'
      ? '--enable-features=IsolateSandboxedIframes,CDPScreenshotNewSurface'
      : '--disable-features=IsolateSandboxedIframes,HttpsUpgrades,PaintHolding,MediaRouter,OptimizationHints'
  return [...quietArgs, features]
}

/** Options for Playwright's `launch`. @throws Error where there is no Chromium */
export function chromiumLaunchOptions(isolation: Isolation = chosenIsolation()): {
  executablePath: string
  args: string[]
} {
  const executablePath = findChromium()
  if (executablePath === null) {
    throw new Error('No Chromium or Chrome was found. Install one, or set HOTPLUG_CHROMIUM to its path.')
  }
  return { executablePath, args: chromiumArgs(isolation) }
}
