import type { Plugin } from 'vite'

/**
 * Serves sandbox pages whose guest does not keep to the protocol. They have to come from the server: the policy of the
 * tests' own page, which is the product's, lets no other frame in.
 */
export function hostilePages(): Plugin {
  return {
    name: 'test:hostile-pages',
    configureServer(server) {
      server.middlewares.use('/hostile-sandbox.html', (request, response) => {
        const script = new URL(request.url ?? '', 'http://localhost').searchParams.get('script') ?? ''
        response.setHeader('content-type', 'text/html; charset=utf-8')
        response.end(`<!doctype html><title>Hostile sandbox</title><script>${script}</script>`)
      })
    },
  }
}
