import { nearest } from '../../kernel/nearest'
import { loaderOf, loaders } from './options'

export type Resolution =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly message: string; readonly hint: string }

/** The one bare name that there is. */
export const sdkName = 'hotplug'

const guessedExtensions = ['.ts', '.tsx', '.js', '.jsx', '.json']

/** TypeScript wants the name of the file as it will be after compiling: './a.js' means a.ts where there is no a.js. */
const writtenAs: ReadonlyMap<string, readonly string[]> = new Map([
  ['.js', ['.ts', '.tsx']],
  ['.jsx', ['.tsx']],
  ['.mjs', ['.mts']],
])

const nodeModules = new Set(
  'assert buffer child_process crypto dns events fs http https module net os path perf_hooks process querystring stream timers tls url util vm worker_threads zlib'.split(
    ' ',
  ),
)

const noBackslash = "Write paths with '/', not with '\\'."

interface Paths {
  has(path: string): boolean
  keys(): Iterable<string>
}

/**
 * Finds the file that an import means, among the plugin's own files.
 *
 * @param specifier - what the author wrote between the quotes
 * @param importer - the path of the file in which it stands; '' for the plugin's folder itself
 */
export function resolveImport(specifier: string, importer: string, paths: Paths): Resolution {
  if (!/^\.\.?(\/|$)/.test(specifier)) return refuseForeign(specifier, paths)
  const wanted = join(importer, specifier)
  if (wanted === null) {
    return refuse(
      `'${specifier}' leaves the plugin's folder`,
      'A plugin imports only its own files. Copy the file into its folder.',
    )
  }
  const found = [...candidates(wanted, /(^|\/)\.{0,2}$/.test(specifier))].filter((path) => paths.has(path))
  const path = found.find((candidate) => loaderOf(candidate) !== undefined)
  if (path !== undefined) return { ok: true, path }
  if (found.length > 0) {
    return refuse(`'${specifier}' is of a kind that cannot be imported`, `What can: ${[...loaders.keys()].join(' ')}`)
  }
  return refuse(`There is no file '${wanted}' in this plugin`, hintForMissing(specifier, wanted, importer, paths))
}

function refuse(message: string, hint: string): Resolution {
  return { ok: false, message, hint }
}

/** The path within the plugin's folder, or `null` where it climbs out of it. */
function join(importer: string, specifier: string): string | null {
  const segments = importer.split('/').slice(0, -1)
  for (const segment of specifier.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return null
  }
  return segments.join('/')
}

function* candidates(path: string, isFolder: boolean): Generator<string> {
  if (!isFolder) {
    yield path
    for (const extension of guessedExtensions) yield path + extension
    for (const [written, meant] of writtenAs) {
      if (path.endsWith(written)) for (const extension of meant) yield path.slice(0, -written.length) + extension
    }
  }
  const folder = path === '' ? '' : `${path}/`
  for (const extension of guessedExtensions) yield `${folder}index${extension}`
}

function refuseForeign(specifier: string, paths: Paths): Resolution {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(specifier)?.[1]?.toLowerCase()
  const message = `'${specifier.length > 80 ? `${specifier.slice(0, 80)}…` : specifier}' cannot be imported`
  if (scheme === 'node' || nodeModules.has(specifier.split('/')[0] ?? '')) {
    return refuse(message, 'It belongs to Node.js. Plugins run in a browser sandbox: use what the browser has instead.')
  }
  if (scheme === 'http' || scheme === 'https' || specifier.startsWith('//')) {
    return refuse(
      message,
      "The sandbox loads nothing from the network. Copy the code into the plugin's folder and import './its-name'.",
    )
  }
  if (scheme !== undefined) {
    return refuse(
      message,
      `Imports of '${scheme}:' are closed. Put the content into a file of the plugin and import './its-name'.`,
    )
  }
  if (/^\.\.?\\/.test(specifier)) return refuse(message, noBackslash)
  if (specifier.startsWith('/')) {
    return refuse(message, `A path starts with './' or '../'. Did you mean '.${specifier}'?`)
  }
  if (specifier.startsWith(`${sdkName}/`)) {
    return refuse(message, "Everything comes from 'hotplug' itself: import { definePlugin } from 'hotplug'")
  }
  const own = resolveImport(`./${specifier}`, '', paths)
  if (specifier !== '' && own.ok)
    return refuse(message, `Did you mean './${specifier}'? The plugin's own files start with './'.`)
  return refuse(
    message,
    "A plugin brings its own files. Copy what you need into the plugin's folder and import './its-name'.",
  )
}

function hintForMissing(specifier: string, wanted: string, importer: string, paths: Paths): string {
  const query = specifier.search(/[?#]/)
  if (query > 0 && resolveImport(specifier.slice(0, query), importer, paths).ok) {
    return `Leave out '${specifier.slice(query)}': text files arrive as text anyway.`
  }
  if (specifier.includes('\\')) return noBackslash
  const known = [...paths.keys()].filter((path) => path !== importer && loaderOf(path) !== undefined)
  const meant = nearest(wanted, known) ?? nearest(wanted, known, withoutExtension) ?? nearest(wanted, known, bareName)
  if (meant !== null) return `Did you mean '${relative(importer, meant)}'?`
  return known.length === 0 ? 'Make the file first.' : `Make the file first, or import one of: ${list(known)}`
}

function withoutExtension(path: string): string {
  return path.replace(/\.[^./]*$/, '')
}

function bareName(path: string): string {
  return withoutExtension(path.slice(path.lastIndexOf('/') + 1))
}

function relative(importer: string, path: string): string {
  const from = importer.split('/').slice(0, -1)
  const to = path.split('/')
  let shared = 0
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++
  const up = from.length - shared
  return (up === 0 ? './' : '../'.repeat(up)) + to.slice(shared).join('/')
}

function list(paths: readonly string[]): string {
  return paths.length > 8 ? `${paths.slice(0, 8).join(', ')} …` : paths.join(', ')
}
