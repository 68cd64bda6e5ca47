import type { Plugin } from 'vite'

/** Counts the requests below /probe/<id>, so that a test can tell that something asked for nothing. */
export function probeRequests(): Plugin {
  const counts = new Map<string, number>()
  return {
    name: 'test:probe-requests',
    configureServer(server) {
      server.middlewares.use('/probe/', (request, response) => {
        const id = request.url?.split(/[/?.]/)[1] ?? ''
        counts.set(id, (counts.get(id) ?? 0) + 1)
        response.statusCode = 404
        response.end()
      })
      server.middlewares.use('/probe-count/', (request, response) => {
        response.end(String(counts.get(request.url?.slice(1) ?? '') ?? 0))
      })
    },
  }
}
