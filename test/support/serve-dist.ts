import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startStaticServer } from './static-server'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The folder with the built site: `HOTPLUG_DIST`, or `dist`. */
export function distFolder(): string {
  return resolve(root, process.env['HOTPLUG_DIST'] ?? 'dist')
}

/** Playwright's global setup: the built site, from a sub-path, at the address in `HOTPLUG_URL`. */
export default async function serveDist(): Promise<() => Promise<void>> {
  const server = await startStaticServer({ folder: distFolder(), path: '/some/where/' })
  process.env['HOTPLUG_URL'] = server.url
  return () => server.close()
}
