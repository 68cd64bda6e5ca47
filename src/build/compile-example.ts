import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { readBundle, type Bundle } from '../compiler/bundling/bundle'
import { buildOptions, sourceMapOptions } from '../compiler/bundling/options'
import { createVirtualFiles } from '../compiler/bundling/virtual-files'

/** All that 'hotplug' is at run time: the rest of it is types. */
const sdkFiles = ['define-plugin.ts', 'middleware.ts'].map((file) =>
  fileURLToPath(new URL(`../sdk/${file}`, import.meta.url)),
)

/** A plugin's build with its map and the files that went in. */
export type ExampleBundle = Bundle & { readonly inputs: readonly string[] }

/** Compiles a plugin as the tab would, with native esbuild. */
export async function compileExample(files: ReadonlyMap<string, string>, main: string): Promise<ExampleBundle> {
  const virtual = createVirtualFiles((await Promise.all(sdkFiles.map((file) => readFile(file, 'utf8')))).join('\n'))
  for (const [path, text] of files) virtual.files.set(path, text)
  virtual.main = main
  const bundle = await readBundle(build({ ...buildOptions, ...sourceMapOptions, plugins: [virtual.plugin] }), virtual)
  return { ...bundle, inputs: [...virtual.inputs] }
}
