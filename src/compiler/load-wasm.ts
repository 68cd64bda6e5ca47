/**
 * The bytes of esbuild.wasm. A compressed answer does not say how long it is when unpacked, and a progress bar
 * has to know; a test holds the number to the installed package.
 */
export const wasmBytes = 13_978_850

const wasmType = 'application/wasm'

/**
 * Fetches and compiles esbuild.wasm while it arrives, telling how far it is. What is compiled is the browser's own
 * response wherever it will do: only with that does the browser keep the machine code for the next visit.
 */
export async function loadWasm(
  url: string,
  onProgress: (loaded: number, total: number) => void,
): Promise<WebAssembly.Module> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${new URL(url).pathname}`)
  const counted = response.clone().body
  if (counted === null) throw new Error('the server sent no content')
  const total = totalBytes(response)
  let loaded = 0
  onProgress(loaded, total)
  const counter = new WritableStream<Uint8Array>({
    write(chunk) {
      loaded += chunk.byteLength
      onProgress(loaded, Math.max(loaded, total))
    },
  })
  const counting = new AbortController()
  try {
    const [module] = await Promise.all([
      WebAssembly.compileStreaming(asWasm(response)),
      counted.pipeTo(counter, { signal: counting.signal }),
    ])
    return module
  } finally {
    counting.abort()
  }
}

/** Some static servers do not know the type, and without it streaming refuses. */
function asWasm(response: Response): Response {
  if (response.headers.get('content-type') === wasmType) return response
  return new Response(response.body, { headers: { 'content-type': wasmType } })
}

function totalBytes(response: Response): number {
  const encoded = (response.headers.get('content-encoding') ?? 'identity') !== 'identity'
  const length = Number(response.headers.get('content-length'))
  return !encoded && length > 0 ? length : wasmBytes
}
