import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'

export interface StaticServer {
  /** Where the site is, with its sub-path and a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

export interface StaticServerOptions {
  /** The folder that holds the built site. */
  readonly folder: string
  /** The path that it is served from; the root answers 404, as it may belong to another site. */
  readonly path?: `/${string}/` | '/'
}

/** Serves a built site as any static host does: right types, no header that a page could need, a free port of the loopback. */
export async function startStaticServer({ folder, path = '/' }: StaticServerOptions): Promise<StaticServer> {
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`${folder} has no index.html. Run: npm run build`)
  const serve = sirv(folder, {
    etag: true,
    setHeaders(response, file) {
      // A file with a hash in its name never changes. A browser that has to ask for it again compiles it again, too.
      if (file.startsWith('/assets/')) response.setHeader('cache-control', 'public, max-age=31536000, immutable')
    },
  })
  const server = createServer((request, response) => {
    const notFound = (): void => void response.writeHead(404).end('Not found')
    if (request.url?.startsWith(path) !== true) {
      notFound()
      return
    }
    request.url = `/${request.url.slice(path.length)}`
    serve(request, response, notFound)
  })
  const port = await listen(server)
  return {
    url: `http://localhost:${port}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, 'localhost', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('The server has no port.'))
    })
  })
}
