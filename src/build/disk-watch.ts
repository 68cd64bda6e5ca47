import { readdir } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { Plugin, ViteDevServer } from 'vite'
import { readPluginFolder, UnsteadyFolder, type FolderText } from './read-plugin-folder'

/** The event that the page listens to, as `workspace/disk.ts` names it. */
export const diskEvent = 'hotplug:disk'

/** An editor that writes a new file and renames it over the old one makes several events within a few milliseconds. */
const settleMs = 30
/** An editor that empties a file before it writes it again is done well within this many waits. */
const maxRetries = 5

export interface DiskWatchOptions {
  /** The folder whose folders are plugins, from the project's root. */
  readonly folder?: string
}

/**
 * While developing, tells the page of each plugin whose folder changed on disk: all its files at once, so that a
 * change over several files is one swap. The page swaps the plugin; it is never reloaded for it.
 */
export function diskWatch({ folder = 'plugins' }: DiskWatchOptions = {}): Plugin {
  let root = ''
  let stop: () => void = () => undefined
  return {
    name: 'hotplug:disk-watch',
    apply: 'serve',
    config: () => ({
      // Vite reloads the page for these by their names alone, wherever they are.
      server: { watch: { ignored: [`**/${folder}/**/*.html`, `**/${folder}/**/tsconfig.json`] } },
    }),
    configResolved(config) {
      root = resolve(config.root, folder)
    },
    async configureServer(server) {
      stop = await watchPlugins(server, root)
    },
    hotUpdate: {
      // Last, so that no other plugin puts a module back that would reload the page.
      order: 'post',
      handler: ({ file }) => (pluginOf(root, file) === null ? undefined : []),
    },
    closeBundle() {
      stop()
    },
  }
}

/** Which plugin a file or folder belongs to; `null` where it is outside of all. */
function pluginOf(root: string, file: string): string | null {
  const path = resolve(file)
  if (!path.startsWith(root + sep)) return null
  const [name = ''] = path.slice(root.length + 1).split(sep)
  return /^[a-z0-9-]+$/.test(name) ? name : null
}

async function watchPlugins(server: ViteDevServer, root: string): Promise<() => void> {
  const told = new Map<string, FolderText>()
  const timers = new Map<string, NodeJS.Timeout>()
  let stopped = false

  function settle(plugin: string, retries = 0): void {
    if (stopped) return
    clearTimeout(timers.get(plugin))
    timers.set(
      plugin,
      setTimeout(() => void tell(plugin, retries), settleMs),
    )
  }

  async function tell(plugin: string, retries: number): Promise<void> {
    const timer = timers.get(plugin)
    const before = told.get(plugin) ?? null
    const now = await readPluginFolder(resolve(root, plugin)).catch((error: unknown) => {
      if (error instanceof UnsteadyFolder) return undefined
      throw error
    })
    // A newer event came while this read went on, and its own read will tell.
    if (stopped || timers.get(plugin) !== timer) return
    if (now === undefined || (retries < maxRetries && looksPartial(before, now))) {
      settle(plugin, retries + 1)
      return
    }
    told.set(plugin, now)
    if (sameFiles(before, now)) return
    server.environments.client.hot.send(
      diskEvent,
      now === null ? { plugin, files: {}, removed: true } : { plugin, files: Object.fromEntries(now), removed: false },
    )
  }

  const onEvent = (_event: string, path: string): void => {
    const plugin = pluginOf(root, path)
    if (plugin !== null) settle(plugin)
  }

  /** What is there at the start, so that a file that is touched without a change, or emptied for a moment, is known. */
  async function remember(): Promise<void> {
    const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
    for (const { name } of entries) {
      if (told.has(name) || timers.has(name)) continue
      const files = await readPluginFolder(resolve(root, name)).catch(() => null)
      if (!told.has(name) && !timers.has(name)) told.set(name, files)
    }
  }

  server.watcher.add(root)
  server.watcher.on('all', onEvent)
  await remember()
  return () => {
    stopped = true
    server.watcher.off('all', onEvent)
    for (const timer of timers.values()) clearTimeout(timer)
  }
}

/** Whether a file that was there is missing or empty: often the middle of a write, so it is worth another look. */
function looksPartial(before: FolderText, now: FolderText): boolean {
  if (before === null) return false
  return [...before].some(([path, text]) => text !== '' && !now?.get(path))
}

function sameFiles(before: FolderText, now: FolderText): boolean {
  if (before === null || now === null) return before === now
  return before.size === now.size && [...now].every(([path, text]) => before.get(path) === text)
}
