async function attempt(work: () => unknown): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    return (error as Error).name
  }
}

const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
const text = 'self.escaped = true'

export default {
  execute: async () => [
    await attempt(() => (0, eval)(text)),
    await attempt(() => new Function(text)()),
    await attempt(() => (async () => {}).constructor(text)()),
    await attempt(() => (function* () {}).constructor(text)().next()),
    await attempt(() => setTimeout(text as never)),
    await attempt(() => setInterval(text as never)),
    await attempt(() => WebAssembly.instantiate(wasm)),
    'WebAssembly' in self,
    'escaped' in self,
  ],
}
