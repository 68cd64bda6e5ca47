import { manifestFile } from '../kernel/manifest-file'
import { pathProblem, pluginNameProblem, pluginOf } from './path-rules'

/** A file that was left out, with the reason as a sentence. */
export interface SkippedFile {
  readonly path: string
  readonly reason: string
}

/** Files from outside with their place in the workspace. */
export interface PlacedFiles {
  /** Text by `'<plugin>/<file>'`. */
  readonly files: ReadonlyMap<string, string>
  readonly plugins: readonly string[]
  /** The text of the workspace's {@link pipelinesFile}, if it came along. */
  readonly pipelines: string | null
  readonly skipped: readonly SkippedFile[]
}

/** Holds a workspace's pipelines, beside the folders of its plugins. */
export const pipelinesFile = 'pipelines.json'

/**
 * Finds the plugins in files that come from elsewhere: a folder with `plugin.json` is a plugin, at whatever depth,
 * and its files are known by their path from there. Without any `plugin.json` each top folder is one.
 *
 * @param files - text by path
 * @param fallbackName - names a plugin whose files stand at the top and say no name
 */
export function placeFiles(files: ReadonlyMap<string, string>, fallbackName: string): PlacedFiles {
  const manifests = manifestFolders(files)
  const pipelinesPath = findPipelines(manifests)
  const pipelines = pipelinesPath === null ? null : (files.get(pipelinesPath) ?? null)
  const roots = findRoots(
    manifests,
    [...files.keys()].filter((path) => path !== pipelinesPath),
  )
  const names = nameRoots(roots, files, fallbackName)
  const placed = new Map<string, string>()
  const skipped: SkippedFile[] = []
  for (const [path, text] of files) {
    if (path === pipelinesPath) continue
    const root = roots.find((candidate) => path.startsWith(candidate))
    if (root === undefined) {
      skipped.push({ path, reason: 'It is in no plugin’s folder.' })
      continue
    }
    const name = names.get(root) ?? ''
    const target = `${name}/${path.slice(root.length)}`
    const twice = placed.has(target) ? `There is a second file for "${target}".` : null
    const problem = twice ?? pluginNameProblem(name) ?? pathProblem(target)
    if (problem === null) placed.set(target, text)
    else skipped.push({ path, reason: problem })
  }
  const plugins = [...new Set([...placed.keys()].map(pluginOf))].sort()
  return { files: placed, plugins, pipelines, skipped }
}

/** The folders with a manifest, each with its "/" at the end; `''` is the top. None is inside another. */
function manifestFolders(files: ReadonlyMap<string, string>): string[] {
  const folders = [...files.keys()]
    .filter((path) => path === manifestFile || path.endsWith(`/${manifestFile}`))
    .map((path) => path.slice(0, -manifestFile.length))
    .sort((a, b) => a.length - b.length)
  const roots: string[] = []
  for (const folder of folders) if (!roots.some((root) => folder.startsWith(root))) roots.push(folder)
  return roots
}

/** Where the pipelines would stand; `null` where the top is a plugin, which has all files for its own. */
function findPipelines(manifests: readonly string[]): string | null {
  if (manifests.includes('')) return null
  const [parent = '', ...others] = new Set(manifests.map(parentOf))
  return `${others.length === 0 ? parent : ''}${pipelinesFile}`
}

/** The folders that are plugins, with those that have no manifest. */
function findRoots(manifests: readonly string[], paths: readonly string[]): string[] {
  const roots = [...manifests]
  // A plugin that lost its manifest travels beside others that have theirs.
  const parents = new Set(roots.map(parentOf))
  const siblings = parents.size === 1 ? [...parents][0] : roots.length === 0 ? '' : undefined
  if (siblings === undefined || roots.includes('')) return roots
  for (const path of paths) {
    if (!path.startsWith(siblings)) continue
    const slash = path.indexOf('/', siblings.length)
    const root = slash < 0 ? null : path.slice(0, slash + 1)
    if (root !== null && !roots.includes(root)) roots.push(root)
  }
  return roots.length === 0 && paths.length > 0 ? [''] : roots
}

function parentOf(folder: string): string {
  return folder.replace(/[^/]*\/$/, '')
}

function nameRoots(roots: readonly string[], files: ReadonlyMap<string, string>, fallbackName: string) {
  return new Map(
    roots.map((root) => {
      const manifestName = readManifestName(files.get(root + manifestFile))
      const folderName = root === '' ? nameFrom(fallbackName) : root.slice(parentOf(root).length, -1)
      const folderFits = root !== '' && pluginNameProblem(folderName) === null
      // A download of one plugin is often in a folder such as "greeter-main"; among several the folders tell them apart.
      const name = roots.length > 1 && folderFits ? folderName : (manifestName ?? folderName)
      return [root, name] as const
    }),
  )
}

function readManifestName(json: string | undefined): string | null {
  if (json === undefined) return null
  try {
    const manifest: unknown = JSON.parse(json)
    if (typeof manifest !== 'object' || manifest === null || !('name' in manifest)) return null
    const { name } = manifest
    return typeof name === 'string' && pluginNameProblem(name) === null ? name : null
  } catch {
    return null
  }
}

/** The nearest name that is allowed: `My Plugin (1).zip` becomes `my-plugin-1`, and `2048.zip` `plugin-2048`. */
function nameFrom(archiveName: string): string {
  const base = archiveName
    .replace(/\.[a-z0-9]+$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const name = /^[0-9]/.test(base) ? `plugin-${base}` : base
  return name.slice(0, 64) || 'imported'
}
