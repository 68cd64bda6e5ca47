import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface EnginePaths {
  readonly firefox: string
  readonly miniBrowser: string
}

const packages = ['firefox-esr', 'webkit2gtk-driver', 'xvfb']

/**
 * Finds Firefox, WebKitGTK's MiniBrowser and driver, and Xvfb; installs them where this is Debian and root.
 *
 * @throws Error with a plain sentence where they are missing and cannot be installed
 */
export function ensureEngines(tell: (line: string) => void): EnginePaths {
  const found = find()
  if (found) return found
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    tell(`Installing ${packages.join(', ')} by apt …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const run = (...args: string[]): boolean => spawnSync('apt-get', args, { env, stdio: 'ignore' }).status === 0
    if (run('update') && run('install', '-y', '--no-install-recommends', ...packages)) {
      const installed = find()
      if (installed) return installed
    }
  }
  throw new Error(
    `Install ${packages.slice(0, -1).join(', ')} and ${packages.at(-1) ?? ''} (those are Debian's names), and run this again.`,
  )
}

function find(): EnginePaths | null {
  const firefox = process.env['HOTPLUG_FIREFOX'] ?? onPath('firefox-esr') ?? onPath('firefox')
  const miniBrowser = findMiniBrowser()
  if (firefox === null || miniBrowser === null) return null
  return onPath('WebKitWebDriver') !== null && onPath('Xvfb') !== null ? { firefox, miniBrowser } : null
}

function onPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

/** Debian puts it below the folder of its architecture, in one folder for each of WebKit's interfaces. */
function findMiniBrowser(): string | null {
  const roots = ['/usr/lib', '/usr/libexec', '/usr/lib64']
  const folders = roots.flatMap((root) => [root, ...subfolders(root, /-linux-gnu/)])
  const candidates = folders.flatMap((folder) => subfolders(folder, /^webkit(?:2gtk|gtk)-\d/))
  return candidates.map((folder) => join(folder, 'MiniBrowser')).find(isExecutable) ?? null
}

function subfolders(folder: string, names: RegExp): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => names.test(name))
    .map((name) => join(folder, name))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
