import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'vite'

const sandbox = fileURLToPath(new URL('../sandbox', import.meta.url))
const fileName = 'sandbox.html'

interface Page {
  readonly html: string
  /** Every source file that went in. */
  readonly inputs: readonly string[]
}

async function bundle(entry: string, define: Record<string, string>, minify: boolean) {
  const result = await build({
    entryPoints: [`${sandbox}/${entry}`],
    bundle: true,
    write: false,
    metafile: true,
    absWorkingDir: sandbox,
    format: 'iife',
    // Lower targets would bring helpers that use built-ins which a plugin can replace.
    target: 'es2022',
    minify,
    legalComments: 'none',
    charset: 'ascii',
    define,
    logLevel: 'silent',
  })
  return {
    text: result.outputFiles[0]?.text ?? '',
    inputs: Object.keys(result.metafile.inputs).map((path) => `${sandbox}/${path}`),
  }
}

/** Builds the page in which plugins run: one inline script, known to the page's own policy by its hash. */
export async function buildSandboxPage({ minify = true } = {}): Promise<Page> {
  const guest = await bundle('guest/main.ts', {}, minify)
  const frame = await bundle('frame/main.ts', { GUEST_SCRIPT: JSON.stringify(guest.text) }, minify)
  // Inside a script element only these end or change the script; both can stand in string literals alone.
  const script = frame.text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--').trim()
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}' blob:; worker-src blob:`
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Hotplug sandbox</title>
</head>
<body>
<script>${script}</script>
</body>
</html>
`
  return { html, inputs: [...guest.inputs, ...frame.inputs] }
}

/** Serves `sandbox.html` beside the app while developing, and writes it beside `index.html` in a build. */
export function sandboxPage(): Plugin {
  let page: Promise<Page> | null = null
  return {
    name: 'hotplug:sandbox-page',
    configureServer(server) {
      const rebuild = (path: string) => {
        if (path.replaceAll('\\', '/').startsWith(sandbox.replaceAll('\\', '/'))) page = null
      }
      server.watcher.add(sandbox)
      server.watcher.on('change', rebuild).on('add', rebuild).on('unlink', rebuild)
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').split('?')[0] ?? ''
        if (!path.endsWith(`/${fileName}`)) return next()
        page ??= buildSandboxPage({ minify: false })
        page.then(
          ({ html }) => {
            response.setHeader('content-type', 'text/html; charset=utf-8')
            response.setHeader('cache-control', 'no-cache')
            response.end(html)
          },
          (error: unknown) => {
            page = null
            next(error)
          },
        )
      })
    },
    async generateBundle() {
      // A page may be rendered for more than one environment; only the browser's has a document to sit beside.
      if (this.environment.name !== 'client') return
      const { html, inputs } = await buildSandboxPage()
      for (const input of inputs) this.addWatchFile(input)
      this.emitFile({ type: 'asset', fileName, source: html })
    },
  }
}
