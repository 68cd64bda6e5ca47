/**
 * The bytes of esbuild.wasm. A compressed answer does not say how long it is when unpacked, and a progress bar
 * has to know; a test holds the number to the installed package.
 */
export const wasmBytes = 13_978_850

/** Fetches and compiles esbuild.wasm while it arrives, telling how far it is. */
export async function loadWasm(
  url: string,
  onProgress: (loaded: number, total: number) => void,
): Promise<WebAssembly.Module> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${new URL(url).pathname}`)
  if (response.body === null) throw new Error('the server sent no content')
  const total = totalBytes(response)
  let loaded = 0
  onProgress(loaded, total)
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        loaded += chunk.byteLength
        onProgress(loaded, Math.max(loaded, total))
        controller.enqueue(chunk)
      },
    }),
  )
  // A response of our own, since some static servers do not know the type without which streaming refuses.
  return await WebAssembly.compileStreaming(new Response(counted, { headers: { 'content-type': 'application/wasm' } }))
}

function totalBytes(response: Response): number {
  const encoded = (response.headers.get('content-encoding') ?? 'identity') !== 'identity'
  const length = Number(response.headers.get('content-length'))
  return !encoded && length > 0 ? length : wasmBytes
}
