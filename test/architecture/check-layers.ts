import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { judgeImport, targetOf, unitOf, type LayerTable } from './judge-import'
import { readImports } from './read-imports'

const endings = ['', '.ts', '.tsx', '.vue', '.d.ts', '.js', '/index.ts']

/** Every breach of the table in the project at `root`, a sentence each; empty where all is well. */
export function checkLayers(root: string, table: LayerTable): string[] {
  const files = table.roots.flatMap((folder) => sourceFiles(root, folder))
  const breaches: string[] = []
  const edges = new Map<string, string[]>()
  for (const file of files) {
    if (unitOf(table, file) === null) breaches.push(`${file} lies in no unit of layers.json`)
    const targets: string[] = []
    for (const imported of readImports(file, readFileSync(join(root, file), 'utf8'))) {
      const fault = unitOf(table, file) === null ? null : judgeImport(table, file, imported)
      if (fault !== null) breaches.push(`${file} imports '${imported.specifier}': ${fault}`)
      const target = imported.specifier.startsWith('.') ? existing(root, targetOf(file, imported.specifier)) : null
      if (target !== null) targets.push(target)
    }
    edges.set(file, targets)
  }
  return [...breaches, ...findCycles(edges).map((cycle) => `import cycle: ${cycle.join(' → ')}`)]
}

function sourceFiles(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.split(sep).join('/')))
    .filter((path) => /\.(ts|tsx|js|vue)$/.test(path))
    .sort()
}

function existing(root: string, path: string): string | null {
  const ending = endings.find((candidate) => {
    const stat = statSync(join(root, path + candidate), { throwIfNoEntry: false })
    return stat?.isFile() === true
  })
  return ending === undefined ? null : path + ending
}

/** One cycle for each edge that closes one, found by walking depth-first. */
function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = []
  const done = new Set<string>()
  const trail: string[] = []
  const walk = (file: string): void => {
    if (done.has(file)) return
    const start = trail.indexOf(file)
    if (start >= 0) {
      cycles.push([...trail.slice(start), file])
      return
    }
    trail.push(file)
    for (const target of edges.get(file) ?? []) walk(target)
    trail.pop()
    done.add(file)
  }
  for (const file of edges.keys()) walk(file)
  return cycles
}
