/**
 * Packages that Vite's development server would find late, in a worker or behind a dynamic import: it would bundle
 * them then, and reload the page in the middle of its work.
 */
export const lateDependencies: string[] = [
  'esbuild-wasm/esm/browser.js',
  '@jridgewell/trace-mapping',
  '@valibot/to-json-schema',
  'diff',
  'monaco-editor/editor/editor.api',
  'monaco-editor/features/register.all',
  'monaco-editor/languages/definitions/css/register',
  'monaco-editor/languages/definitions/html/register',
  'monaco-editor/languages/definitions/markdown/register',
  'monaco-editor/languages/definitions/typescript/register',
  'monaco-editor/languages/definitions/typescript/typescript',
  'monaco-editor/languages/definitions/yaml/register',
  'monaco-editor/languages/features/json/register',
  'monaco-editor/languages/features/typescript/register',
  'papaparse',
  'uplot',
  'yaml',
]
