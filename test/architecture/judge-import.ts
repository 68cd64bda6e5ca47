import { posix } from 'node:path'

/** What one unit of the table may import. */
interface Unit {
  readonly may: readonly string[]
  readonly typesOnly?: readonly string[]
  readonly packages?: readonly string[]
  /** Packages for the unit's own tests, besides. */
  readonly testPackages?: readonly string[]
  /** The only files that may lie in the unit itself. */
  readonly files?: readonly string[]
  /** Each folder in the unit is closed to the others. */
  readonly own?: boolean
}

export interface LayerTable {
  readonly roots: readonly string[]
  readonly units: Readonly<Record<string, Unit>>
}

export interface Import {
  /** As written: `../kernel/errors`, `vue`. */
  readonly specifier: string
  readonly typeOnly: boolean
}

function covers(unit: string, path: string): boolean {
  return path === unit || path.startsWith(`${unit}/`) || path.startsWith(`${unit}.`)
}

/** The longest unit of the table that the path belongs to. */
export function unitOf(table: LayerTable, path: string): string | null {
  const matches = Object.keys(table.units).filter((unit) => covers(unit, path))
  const longest = matches.sort((a, b) => b.length - a.length)[0]
  if (longest === undefined) return null
  const files = table.units[longest]?.files
  return files === undefined || files.some((file) => file === path || stem(file) === path) ? longest : null
}

function stem(file: string): string {
  return file.replace(/(\.d)?\.\w+$/, '')
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

/** The path that a relative specifier names, from the project's root and without its query. */
export function targetOf(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier.replace(/[?#].*$/, ''))
}

/** Says what is wrong with an import, or `null`. `file` counts from the project's root, with forward slashes. */
export function judgeImport(table: LayerTable, file: string, { specifier, typeOnly }: Import): string | null {
  const from = unitOf(table, file)
  if (from === null) return `${file} lies in no unit of layers.json`
  const rules = table.units[from]
  if (rules === undefined) return null

  if (!specifier.startsWith('.')) {
    const allowed = rules.packages && [...rules.packages, ...(isTest(file) ? (rules.testPackages ?? []) : [])]
    const named = packageOf(specifier)
    return allowed === undefined || allowed.includes(named) ? null : `${from} may not import the package '${named}'`
  }

  const target = targetOf(file, specifier)
  const to = unitOf(table, target)
  if (to === null) {
    const root = table.roots.find((folder) => covers(folder, target))
    if (root !== undefined) return `${target} lies in no unit of layers.json`
    // What lies outside of the table (package.json, say) is nobody's layer, but closed units stay closed.
    return rules.packages === undefined ? null : `${from} may not import ${target}, which lies outside`
  }
  if (to === from) {
    if (rules.own !== true) return null
    const ownFolder = file
      .split('/')
      .slice(0, from.split('/').length + 1)
      .join('/')
    return covers(ownFolder, target) ? null : `${ownFolder} may import nothing outside of itself, but ${target} is`
  }
  if (rules.may.includes(to)) return null
  if (rules.typesOnly?.includes(to) === true) {
    return typeOnly ? null : `${from} may import types alone from ${to}: write 'import type'`
  }
  return `${from} may not import from ${to}`
}

function isTest(file: string): boolean {
  return /\.test\.ts$/.test(file)
}
