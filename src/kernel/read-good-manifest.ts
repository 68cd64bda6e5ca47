import * as v from 'valibot'
import { manifestBounds, manifestFile } from './manifest-file'
import { manifestSchema, type Manifest } from './manifest-schema'
import type { PluginSource } from './ports'
import { reservedKeys } from './reserved-keys'

/** The manifest; `null` if there is anything to say about it, or a range that needs {@link loadSemver} first. */
export function readGoodManifest(text: string, folder: string): Manifest | null {
  const value = readGoodJson(text.replace(/^\uFEFF/, ''))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  // valibot takes an array for an object without entries.
  if (Object.entries(value).some(([field, entry]) => Array.isArray(entry) && field !== 'permissions')) return null
  const checked = v.safeParse(manifestSchema, value)
  return checked.success && checked.output.name === folder ? checked.output : null
}

/** The same of a plugin's files. */
export function goodManifestOf({ name, files }: PluginSource): Manifest | null {
  return readGoodManifest(files[manifestFile] ?? '', name)
}

/** The value of a JSON text within the bounds of a manifest; `undefined` if there is anything wrong with it. */
function readGoodJson(text: string): unknown {
  if (text.length > manifestBounds.maxLength) return undefined
  try {
    const value: unknown = JSON.parse(text)
    // A key that stands twice is lost in the value.
    return countKeys(value) === keysIn(text) ? value : undefined
  } catch {
    return undefined
  }
}

/** How many keys a value has at all its levels; `null` for one that a manifest may not hold. */
function countKeys(root: unknown): number | null {
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }]
  let count = 0
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next
    if (typeof value === 'number' && !Number.isFinite(value)) return null
    if (typeof value !== 'object' || value === null) continue
    if (depth === manifestBounds.maxDepth) return null
    if (!Array.isArray(value)) {
      const keys = Object.keys(value)
      if (keys.some((key) => reservedKeys.has(key))) return null
      count += keys.length
    }
    for (const entry of Object.values(value)) left.push({ value: entry, depth: depth + 1 })
  }
  return count
}

/** How many keys a valid JSON text holds: the texts in quotes that a colon follows. */
function keysIn(text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon) count++
  return count
}
