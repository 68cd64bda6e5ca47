import { fileURLToPath } from 'node:url'
import { startStaticServer } from './static-server'

/** Playwright's global setup: the built site, from a sub-path, at the address in `HOTPLUG_URL`. */
export default async function serveDist(): Promise<() => Promise<void>> {
  const folder = fileURLToPath(new URL('../../dist', import.meta.url))
  const server = await startStaticServer({ folder, path: '/some/where/' })
  process.env['HOTPLUG_URL'] = server.url
  return () => server.close()
}
