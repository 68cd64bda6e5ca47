import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, onTestFinished, test, vi } from 'vitest'
import { loadWasm, wasmBytes } from '../../../src/compiler/load-wasm'

test('the size that the progress counts up to is that of the installed esbuild', () => {
  expect(statSync(createRequire(import.meta.url).resolve('esbuild-wasm/esbuild.wasm')).size).toBe(wasmBytes)
})

test('nothing more is told of a file that turned out to be no wasm', async () => {
  let send: (text: string) => void = () => undefined
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void (send = (text) => controller.enqueue(new TextEncoder().encode(text))),
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { headers: { 'content-type': 'application/wasm' } })))
  onTestFinished(() => void vi.unstubAllGlobals())
  const compiling = vi.spyOn(WebAssembly, 'compileStreaming').mockRejectedValue(new TypeError('no wasm'))
  onTestFinished(() => compiling.mockRestore())
  const told: number[] = []

  await expect(loadWasm('https://hotplug.test/esbuild.wasm', (loaded) => told.push(loaded))).rejects.toThrow('no wasm')
  send('<!doctype html>')
  await new Promise((resolve) => setTimeout(resolve))
  expect(told).toEqual([0])
})
