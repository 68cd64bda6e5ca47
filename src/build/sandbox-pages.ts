import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'vite'

const sandbox = fileURLToPath(new URL('../sandbox', import.meta.url))

interface Bundle {
  readonly text: string
  /** Every source file that went in. */
  readonly inputs: readonly string[]
}

interface Page {
  readonly html: string
  /** Every source file that went in. */
  readonly inputs: readonly string[]
}

async function bundle(entry: string, define: Record<string, string>, minify: boolean): Promise<Bundle> {
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

/** A page in which plugins run: how its worker's script is built, and what its policy lets in beside that. */
interface Recipe {
  readonly worker: (minify: boolean) => Promise<Bundle>
  readonly sources: string
}

const recipes: Readonly<Record<string, Recipe>> = {
  'sandbox.html': { worker: (minify) => bundle('guest/main.ts', {}, minify), sources: 'blob:' },
  'sandbox-interpreter.html': {
    async worker(minify) {
      const inside = await bundle('interpreter/inside/main.ts', {}, minify)
      const outside = await bundle('interpreter/main.ts', { INSIDE_SCRIPT: JSON.stringify(inside.text) }, minify)
      return { text: outside.text, inputs: [...inside.inputs, ...outside.inputs] }
    },
    // For QuickJS, which is wasm. The plugin runs inside of it and has no way to any wasm of its own.
    sources: "blob: 'wasm-unsafe-eval'",
  },
}

/** Builds a page in which plugins run: one inline script, known to the page's own policy by its hash. */
async function buildPage({ worker, sources }: Recipe, minify: boolean): Promise<Page> {
  const guest = await worker(minify)
  const frame = await bundle('frame/main.ts', { GUEST_SCRIPT: JSON.stringify(guest.text) }, minify)
  // Inside a script element only these end or change the script; both can stand in string literals alone.
  const script = frame.text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--').trim()
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}' ${sources}; worker-src blob:`
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

/** Serves the sandbox's pages beside the app while developing, and writes them beside `index.html` in a build. */
export function sandboxPages(): Plugin {
  const served = new Map<string, Promise<Page>>()
  return {
    name: 'hotplug:sandbox-pages',
    configureServer(server) {
      const rebuild = (path: string) => {
        if (path.replaceAll('\\', '/').startsWith(sandbox.replaceAll('\\', '/'))) served.clear()
      }
      server.watcher.add(sandbox)
      server.watcher.on('change', rebuild).on('add', rebuild).on('unlink', rebuild)
      server.middlewares.use((request, response, next) => {
        const name = /[^/]*$/.exec((request.url ?? '').split('?')[0] ?? '')?.[0] ?? ''
        const recipe = recipes[name]
        if (recipe === undefined) return next()
        const page = served.get(name) ?? buildPage(recipe, false)
        served.set(name, page)
        page.then(
          ({ html }) => {
            response.setHeader('content-type', 'text/html; charset=utf-8')
            response.setHeader('cache-control', 'no-cache')
            response.end(html)
          },
          (error: unknown) => {
            served.delete(name)
            next(error)
          },
        )
      })
    },
    async generateBundle() {
      // A page may be rendered for more than one environment; only the browser's has a document to sit beside.
      if (this.environment.name !== 'client') return
      for (const [fileName, recipe] of Object.entries(recipes)) {
        const { html, inputs } = await buildPage(recipe, true)
        for (const input of inputs) this.addWatchFile(input)
        this.emitFile({ type: 'asset', fileName, source: html })
      }
    },
  }
}
