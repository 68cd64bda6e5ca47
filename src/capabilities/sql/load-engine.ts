import filesUrl from '@electric-sql/pglite/pglite.data?url'
import pgliteUrl from '@electric-sql/pglite/pglite.wasm?url'
import freshUrl from 'virtual:fresh-postgres'
import type { Engine } from './protocol'

/** Fetches PostgreSQL, some 8 MB compressed. The error says what went wrong on the way. */
export async function loadEngine(): Promise<Engine> {
  const [program, files, fresh] = await Promise.all([
    load(pgliteUrl).then(compile),
    load(filesUrl).then((response) => response.blob()),
    load(freshUrl).then((response) => response.arrayBuffer()),
  ])
  // Servers tell many types for it; by this one PGlite knows that it is compressed.
  return { program, files, fresh: new Blob([fresh], { type: 'application/x-gzip' }) }
}

/** The worker itself is a blob, from which no path leads anywhere. */
async function load(path: string): Promise<Response> {
  const url = new URL(path, import.meta.url)
  const response = await fetch(url)
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${url.pathname}`)
  return response
}

/** Some static servers do not know the type of wasm, and without it streaming refuses. */
async function compile(response: Response): Promise<WebAssembly.Module> {
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer())
}
