import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { wasmBytes } from '../../../src/compiler/load-wasm'

test('the size that the progress counts up to is that of the installed esbuild', () => {
  expect(statSync(createRequire(import.meta.url).resolve('esbuild-wasm/esbuild.wasm')).size).toBe(wasmBytes)
})
