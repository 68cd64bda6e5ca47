import {
  JsxEmit,
  ModuleKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register'
import { guestGlobals } from './guest-globals'

/** The contract itself, by path: `../../sdk/index.ts`. */
const sdk = import.meta.glob<string>('../../sdk/*.ts', { query: '?raw', import: 'default', eager: true })

/** `bundler`, which Monaco's own list of names does not have yet. */
const bundlerResolution: number = 100

/** Files that the compiler takes in as text. */
const textFiles = ['css', 'txt', 'md', 'html', 'svg', 'csv']
  .map((extension) => `declare module '*.${extension}' { const text: string; export default text }`)
  .join('\n')

/** A plugin's tests run outside of the page: what they import from there is anything. */
const testModules = "declare module 'vitest'"

/** What TypeScript knows of the world in which a plugin runs: the contract, and a worker without its doors. */
export function setUpTypeScript(): void {
  typescriptDefaults.setEagerModelSync(true)
  typescriptDefaults.setCompilerOptions({
    target: ScriptTarget.ESNext,
    module: ModuleKind.ESNext,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- Monaco's enum ends before 'bundler'.
    moduleResolution: bundlerResolution,
    moduleDetection: 3, // force: every file is a module, as esbuild takes it
    lib: ['esnext'],
    types: [],
    strict: true,
    isolatedModules: true,
    allowJs: true,
    checkJs: false,
    allowImportingTsExtensions: true,
    allowArbitraryExtensions: true,
    resolveJsonModule: true,
    esModuleInterop: true,
    jsx: JsxEmit.React,
    jsxFactory: 'h',
    jsxFragmentFactory: 'Fragment',
    noEmit: true,
    allowNonTsExtensions: true,
    skipLibCheck: true,
    paths: {
      hotplug: ['file:///node_modules/hotplug/index.ts'],
      'hotplug/*': ['file:///node_modules/hotplug/*.ts'],
    },
  })
  // Diagnostics are asked for in type-check.ts: for all files of the plugin on screen, and into the Problems tab.
  typescriptDefaults.setModeConfiguration({ ...typescriptDefaults.modeConfiguration, diagnostics: false })
  typescriptDefaults.setExtraLibs([
    ...Object.entries(sdk).map(([path, content]) => ({
      filePath: `file:///node_modules/hotplug/${path.slice(path.lastIndexOf('/') + 1)}`,
      content,
    })),
    { filePath: 'file:///hotplug/guest-globals.d.ts', content: guestGlobals },
    { filePath: 'file:///hotplug/text-files.d.ts', content: textFiles },
    { filePath: 'file:///hotplug/tests.d.ts', content: testModules },
  ])
}

/** Declares what a JSON file exports, since TypeScript's worker only ever sees TypeScript's files. */
export function declareJson(uri: string, text: string): { dispose(): void } {
  return typescriptDefaults.addExtraLib(
    `declare const value: ${jsonType(text)}\nexport default value\n`,
    uri.replace(/\.json$/, '.d.json.ts'),
  )
}

function jsonType(text: string): string {
  try {
    return typeOf(JSON.parse(text), 0)
  } catch {
    return 'unknown'
  }
}

/** Deeper than anyone reads in a hover, and a bound on what a large data file costs. */
const maxDepth = 6
const maxKeys = 200

function typeOf(value: unknown, depth: number): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  if (depth === maxDepth) return 'any'
  if (Array.isArray(value)) {
    const items = new Set(value.slice(0, maxKeys).map((item) => typeOf(item, depth + 1)))
    return items.size === 0 ? 'never[]' : `(${[...items].join(' | ')})[]`
  }
  const members = Object.entries(value)
    .slice(0, maxKeys)
    .map(([key, item]) => `${JSON.stringify(key)}: ${typeOf(item, depth + 1)}`)
  return `{ ${members.join('; ')} }`
}
