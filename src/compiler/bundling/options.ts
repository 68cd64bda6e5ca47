import type { BuildOptions, Loader } from 'esbuild-wasm'

/** The characters that one plugin's files may have together; beyond it, a compile is refused. */
export const maxSourceCharacters = 1_000_000

/** How each kind of file takes part in a bundle, by its extension. What is not named here cannot be imported. */
export const loaders: ReadonlyMap<string, Loader> = new Map([
  ['.ts', 'ts'],
  ['.mts', 'ts'],
  ['.tsx', 'tsx'],
  ['.js', 'js'],
  ['.mjs', 'js'],
  ['.jsx', 'jsx'],
  ['.json', 'json'],
  ['.css', 'text'],
  ['.txt', 'text'],
  ['.md', 'text'],
  ['.html', 'text'],
  ['.svg', 'text'],
  ['.csv', 'text'],
])

/** The loader for a path, or `undefined` for a file that cannot be imported. */
export function loaderOf(path: string): Loader | undefined {
  const dot = path.lastIndexOf('.')
  return dot > path.lastIndexOf('/') ? loaders.get(path.slice(dot).toLowerCase()) : undefined
}

/**
 * The options with which a plugin becomes one module. The tab (esbuild-wasm) and the site's own build (native esbuild)
 * share them, so that an example compiled ahead of time is the very text that the tab would make.
 *
 * JSX becomes calls of `h` (and `Fragment`), which the plugin brings itself: the sandbox has no JSX runtime, and which
 * one a plugin means is its own choice. A `@jsx` comment at the top of a file names another function.
 */
export const buildOptions = {
  // A stand-in: which file this is, the virtual files know.
  entryPoints: ['main'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  charset: 'utf8',
  treeShaking: true,
  jsx: 'transform',
  jsxFactory: 'h',
  jsxFragment: 'Fragment',
  legalComments: 'none',
  logLevel: 'silent',
  // An import whose path is only known at run time stays in the code, and the sandbox will refuse it: say so at once.
  logOverride: { 'unsupported-dynamic-import': 'warning', 'empty-glob': 'error' },
  outfile: 'plugin.js',
  // Without it native esbuild looks for a tsconfig.json on disk, which the tab does not have.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
} as const satisfies BuildOptions

/** What is added to {@link buildOptions} to get the source map. The code stays the same, byte for byte. */
export const sourceMapOptions = { sourcemap: 'external', sourcesContent: false } as const satisfies BuildOptions
