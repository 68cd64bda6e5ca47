import { readdir } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { Plugin } from 'vite'
import { checkSchema } from '../kernel/check-schema'
import { manifestFile } from '../kernel/manifest-file'
import type { Manifest } from '../kernel/manifest-schema'
import type { Diagnostic } from '../kernel/ports'
import { readGoodManifest } from '../kernel/read-good-manifest'
import { compileExample, type ExampleBundle } from './compile-example'
import { readPluginFolder } from './read-plugin-folder'

const listId = 'virtual:hotplug/examples'
const mapId = 'virtual:hotplug/example-map/'

/** Rollup's sign for modules that are no files. */
const resolved = (id: string) => `\0${id}`

interface Example {
  readonly name: string
  readonly files: ReadonlyMap<string, string>
  readonly manifest: Manifest | null
  readonly main: string
  readonly bundle: ExampleBundle
}

export interface ExamplesOptions {
  /** The folder whose folders are plugins, from the project's root. */
  readonly folder?: string
}

/**
 * Gives the page the example plugins as `virtual:hotplug/examples`, compiled, so that the first output waits for no
 * compiler. Files and code are one JSON file; each source map is a chunk, fetched when a position is asked for.
 */
export function examples({ folder = 'plugins' }: ExamplesOptions = {}): Plugin {
  let root = ''
  let serving = false
  return {
    name: 'hotplug:examples',
    configResolved(config) {
      root = resolve(config.root, folder)
      serving = config.command === 'serve'
    },
    resolveId(id) {
      return id === listId || id.startsWith(mapId) ? resolved(id) : undefined
    },
    async load(id) {
      if (id === resolved(listId)) {
        const all = await readExamples(root)
        for (const example of all) {
          if (example.bundle.ok) continue
          const message = complaint(example.name, example.bundle.problems)
          // While developing, the page compiles such an example itself, and shows the problem at its line.
          if (serving) this.environment.logger.error(message)
          else this.error(message)
        }
        const data = dataOf(all)
        if (serving) return listModule(all, `JSON.parse(${JSON.stringify(data)})`)
        const asset = this.emitFile({ type: 'asset', name: 'examples.json', source: data })
        return listModule(all, `fetch(import.meta.ROLLUP_FILE_URL_${asset}).then((answer) => answer.json())`)
      }
      if (id.startsWith(resolved(mapId))) {
        const example = await readExample(root, id.slice(resolved(mapId).length))
        if (example?.bundle.ok !== true) throw new Error(`There is no source map for '${id}'`)
        return `export default ${JSON.stringify(example.bundle.map)}`
      }
      return undefined
    },
    hotUpdate: {
      handler({ file, timestamp }) {
        if (!resolve(file).startsWith(root + sep)) return undefined
        const { moduleGraph } = this.environment
        for (const [id, module] of moduleGraph.idToModuleMap) {
          if (id !== resolved(listId) && !id.startsWith(resolved(mapId))) continue
          // The next load of the page reads the folder anew; this page hears of the change as files, not as modules.
          moduleGraph.invalidateModule(module, new Set(), timestamp, false)
        }
        return []
      },
    },
  }
}

async function readExamples(root: string): Promise<Example[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const all = await Promise.all(names.sort().map((name) => readExample(root, name)))
  return all.filter((example) => example !== null)
}

async function readExample(root: string, name: string): Promise<Example | null> {
  const files = await readPluginFolder(resolve(root, name))
  const text = files?.get(manifestFile)
  if (files === null || text === undefined) return null
  const manifest = readGoodManifest(text, name)
  const main = mainOf(text)
  const problems = configProblems(manifest)
  const bundle = problems.length > 0 ? { ok: false as const, problems, inputs: [] } : await compileExample(files, main)
  return { name, files, manifest, main, bundle }
}

/** What the example's schema has to say of its own defaults; the page takes them for checked. */
function configProblems(manifest: Manifest | null): Diagnostic[] {
  if (manifest?.configSchema === undefined) return []
  const place = { file: manifestFile, line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error' as const }
  return checkSchema(manifest.configSchema, manifest.config).map(({ path, message }) => ({
    ...place,
    message: `/config${path}: ${message}`,
  }))
}

function mainOf(manifest: string): string {
  try {
    const value: unknown = JSON.parse(manifest)
    if (typeof value === 'object' && value !== null && 'main' in value && typeof value.main === 'string') {
      return value.main
    }
  } catch {
    // The page says what is wrong with the manifest, and where.
  }
  return 'index.ts'
}

/** What the page reads of the examples before anything runs: data, which no browser has to parse as a script. */
function dataOf(all: readonly Example[]): string {
  return JSON.stringify(
    all.map(({ name, files, manifest, main, bundle }) => ({
      name,
      files: Object.fromEntries(files),
      manifest,
      compiled: bundle.ok ? { main, code: bundle.code, inputs: bundle.inputs } : null,
    })),
  )
}

/** @param data - an expression for the promise of {@link dataOf}, parsed */
function listModule(all: readonly Example[], data: string): string {
  const maps = all.map(({ name }) => `[${JSON.stringify(name)}, () => import(${JSON.stringify(mapId + name)})]`)
  return `const maps = new Map([${maps.join(', ')}])
const withMap = ({ name, files, manifest, compiled }) => ({
  name, files, manifest, compiled: compiled && { ...compiled, loadMap: () => maps.get(name)().then((map) => map.default) },
})
export const loadExamples = async () => (await ${data}).map(withMap)
`
}

function complaint(name: string, problems: readonly Diagnostic[]): string {
  const lines = problems.map(
    ({ file, line, column, message, hint = '' }) =>
      `  plugins/${name}/${file}:${line}:${column}  ${message}${hint === '' ? '' : `\n    ${hint}`}`,
  )
  return `The example '${name}' does not compile:\n${lines.join('\n')}`
}
