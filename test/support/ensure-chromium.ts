import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromiumPaths, findChromium } from './chromium'

const way = 'Install Chromium or Chrome, or set HOTPLUG_CHROMIUM to the path of one, and run this again.'

/**
 * Sees to it that there is a Chromium that starts: finds one, else installs one by apt (Debian, as root) or by
 * Playwright's own download. Leaves its path in `HOTPLUG_CHROMIUM` for every step that follows.
 *
 * @throws Error with a plain sentence where nothing helps
 */
export function ensureChromium(tell: (line: string) => void): string {
  const chosen = process.env['HOTPLUG_CHROMIUM']
  if (chosen !== undefined && chosen !== '') {
    const path = findChromium()
    if (path !== null && starts(path)) return path
    throw new Error(`The Chromium at HOTPLUG_CHROMIUM (${chosen}) does not start. ${way}`)
  }
  for (const install of [() => true, installByApt, installByPlaywright]) {
    if (!install(tell)) continue
    const path = chromiumPaths().find(starts)
    if (path !== undefined) {
      process.env['HOTPLUG_CHROMIUM'] = path
      return path
    }
  }
  throw new Error(`No Chromium or Chrome was found, and none could be installed. ${way}`)
}

/** On some systems 'chromium' is only a note that says how to get it. */
function starts(path: string): boolean {
  return spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0
}

function installByApt(tell: (line: string) => void): boolean {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false
  tell('No Chromium was found: installing it by apt …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]): boolean => spawnSync('apt-get', args, { env, stdio: 'ignore' }).status === 0
  return run('update') && run('install', '-y', 'chromium')
}

function installByPlaywright(tell: (line: string) => void): boolean {
  tell("No Chromium was found: installing it by Playwright's own download …")
  const shell = process.platform === 'win32'
  return spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'ignore', shell }).status === 0
}
