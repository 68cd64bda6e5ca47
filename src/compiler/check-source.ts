import { manifestFile } from '../kernel/manifest-file'
import type { Diagnostic } from '../kernel/ports'
import { maxSourceCharacters } from './bundling/options'
import { resolveImport } from './bundling/resolve-import'
import { charactersOf } from './is-sound'

/** Says what stands in the way of a compile before esbuild is asked at all; `null` where nothing does. */
export function checkSource(plugin: string, main: string, files: ReadonlyMap<string, string>): Diagnostic | null {
  const characters = charactersOf(files)
  if (characters > maxSourceCharacters) {
    const size = (characters / 1_000_000).toFixed(1)
    return problemAt(largest(files), 1, 1, {
      message: `The files of '${plugin}' are too large: ${size} MB together, where 1 MB is allowed`,
      hint: 'Split the source, or move data out of it.',
    })
  }
  const entry = resolveImport(`./${main}`, '', files)
  if (entry.ok) return null
  const { line, column } = placeOfMain(files.get(manifestFile) ?? '')
  return problemAt(manifestFile, line, column, {
    message: `"main" names '${main}', which cannot be compiled: ${entry.message}`,
    hint: entry.hint,
  })
}

function problemAt(file: string, line: number, column: number, text: Pick<Diagnostic, 'message' | 'hint'>): Diagnostic {
  return { severity: 'error', file, line, column, endLine: line, endColumn: column + 1, ...text }
}

function largest(files: ReadonlyMap<string, string>): string {
  let found = ''
  let length = -1
  for (const [path, text] of files) {
    if (text.length <= length) continue
    found = path
    length = text.length
  }
  return found
}

function placeOfMain(manifest: string): { line: number; column: number } {
  const before = manifest.slice(0, Math.max(0, manifest.search(/"main"\s*:/)))
  const lines = before.split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
