import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { readBundle, type Bundle } from '../compiler/bundling/bundle'
import { buildOptions, sourceMapOptions } from '../compiler/bundling/options'
import { createVirtualFiles } from '../compiler/bundling/virtual-files'

const sdkFile = fileURLToPath(new URL('../sdk/define-plugin.ts', import.meta.url))

/** A plugin's build with its map and the files that went in. */
export type ExampleBundle = Bundle & { readonly inputs: readonly string[] }

/** Compiles a plugin as the tab would, with native esbuild. */
export async function compileExample(files: ReadonlyMap<string, string>, main: string): Promise<ExampleBundle> {
  const virtual = createVirtualFiles(await readFile(sdkFile, 'utf8'))
  for (const [path, text] of files) virtual.files.set(path, text)
  virtual.main = main
  const bundle = await readBundle(build({ ...buildOptions, ...sourceMapOptions, plugins: [virtual.plugin] }), virtual)
  return { ...bundle, inputs: [...virtual.inputs] }
}
