import type { Location, Message } from 'esbuild-wasm'
import type { Diagnostic, Severity } from '../../kernel/ports'
import { hintFor } from './hints'
import { namespace, ownPath } from './own-path'
import { findPatternImport } from './pattern-import'
import { sdkName } from './resolve-import'
import type { MessageDetail, VirtualFiles } from './virtual-files'

/** More than this many help nobody, and cost the editor a marker each. */
const maxDiagnostics = 100

/**
 * Turns what esbuild says into diagnostics that point into the author's files.
 *
 * @param source - the files that were built; its main is to blame where esbuild names no place
 */
export function toDiagnostics(messages: readonly Message[], severity: Severity, source: VirtualFiles): Diagnostic[] {
  return messages.slice(0, maxDiagnostics).map((message) => toDiagnostic(message, severity, source))
}

function toDiagnostic(message: Message, severity: Severity, source: VirtualFiles): Diagnostic {
  if (isPatternImport(message)) return patternRefusal(source)
  const text = [plain(message.text), ...message.notes.map(toSentence)].filter((part) => part !== '').join('\n')
  const hint = hasHint(message.detail) ? message.detail.hint : hintFor(message.text)
  return {
    severity,
    message: text,
    ...(hint === undefined ? {} : { hint }),
    ...place(message.location, source.main),
  }
}

/** Native esbuild finds no match on its disk; esbuild-wasm has no disk to look at. */
function isPatternImport({ text }: Message): boolean {
  return text.startsWith('The glob pattern ') || text.startsWith('Cannot read directory ')
}

function patternRefusal(source: VirtualFiles): Diagnostic {
  const { file, line, column } = findPatternImport(source.files) ?? { file: source.main, line: 1, column: 1 }
  return {
    severity: 'error',
    message: 'An import whose path is put together at run time cannot be bundled',
    hint: "Write each path out: { one: () => import('./one'), two: () => import('./two') }",
    file,
    line,
    column,
    endLine: line,
    endColumn: column + 'import'.length,
  }
}

function hasHint(detail: unknown): detail is MessageDetail {
  return typeof detail === 'object' && detail !== null && 'hint' in detail && typeof detail.hint === 'string'
}

function place(
  location: Location | null,
  main: string,
): Pick<Diagnostic, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'> {
  if (location === null) return { file: main, line: 1, column: 1, endLine: 1, endColumn: 1 }
  const column = utf16Column(location.lineText, location.column)
  const end = utf16Column(location.lineText, location.column + location.length)
  return {
    file: ownPath(location.file),
    line: location.line,
    column,
    endLine: location.line,
    endColumn: Math.max(end, column + 1),
  }
}

/** esbuild counts columns from 0 in bytes of UTF-8; editors count them from 1 in units of UTF-16. */
export function utf16Column(line: string, byteColumn: number): number {
  let bytes = 0
  let units = 0
  for (const character of line) {
    if (bytes >= byteColumn) break
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    units += character.length
  }
  return units + 1
}

function plain(text: string): string {
  return text.replaceAll(`"${namespace}:`, '"').replaceAll(`"${sdkName}:${sdkName}"`, `"${sdkName}"`)
}

function toSentence(note: { text: string; location: Location | null }): string {
  // Advice on esbuild's own settings, which nobody can change here.
  if (/esbuild|tsconfig|loader|package\.json|"platform"/.test(note.text)) return ''
  const where = note.location === null ? '' : ` (${ownPath(note.location.file)}:${note.location.line})`
  return plain(note.text).replace(/[:.]$/, '') + where
}
