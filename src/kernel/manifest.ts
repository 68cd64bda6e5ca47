import { findNodeAtLocation, type Node } from 'jsonc-parser'
import * as v from 'valibot'
import { hostApiVersion, manifestBounds, manifestFile } from './manifest-file'
import { limitsSchema, manifestSchema, type Manifest } from './manifest-schema'
import { nearest } from './nearest'
import type { Diagnostic } from './ports'
import { fail, ok, type Result } from './result'
import { toPointer } from './json-pointer'
import { parseStrictJson, type JsonFault } from './strict-json'

/** One thing that is wrong with a plugin.json. */
export interface ManifestProblem {
  /** Where in the manifest, as a JSON Pointer: `/limits/executeMs`; empty for the whole. */
  readonly path: string
  /** What is wrong and what to do about it. */
  readonly message: string
  /** From 1, as are the three that follow. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

type ManifestIssue = v.InferIssue<typeof manifestSchema>

const fieldNames = Object.keys(manifestSchema.entries)
const limitNames = Object.keys(limitsSchema.entries)

/**
 * Reads and checks a plugin.json. Never throws, whatever the text.
 *
 * @param folder - the name of the plugin's folder, which must be the manifest's `name`
 * @example
 * ```ts
 * const manifest = parseManifest('{ "name": "greeter", "version": "1.0.0", "apiVersion": "^1.0.0" }', 'greeter')
 * if (manifest.ok) manifest.value.limits.executeMs // 5000
 * else manifest.error[0].path
 * ```
 */
export function parseManifest(text: string, folder: string): Result<Manifest, ManifestProblem[]> {
  // Some editors begin a file with a byte order mark; a blank in its stead keeps every place where it is.
  const json = parseStrictJson(text.replace(/^\uFEFF/, ' '), manifestBounds)
  if (!json.ok) return fail(locateAll(text, json.error))
  const { value, tree } = json.value

  const arrays = misplacedArrays(tree)
  if (arrays.length > 0) return fail(locateAll(text, arrays))
  const checked = v.safeParse(manifestSchema, value, { abortPipeEarly: true })
  if (!checked.success)
    return fail(
      locateAll(
        text,
        checked.issues.map((issue) => toFault(issue, tree, folder)),
      ),
    )
  if (checked.output.name !== folder) {
    const message = `"name" is "${checked.output.name}", but the plugin's folder is "${folder}". Make them the same.`
    return fail(locateAll(text, [{ path: '/name', message, ...placeOf(tree, ['name']) }]))
  }
  return ok(checked.output)
}

/** The problems as the editor's markers. */
export function manifestProblemsToDiagnostics(problems: readonly ManifestProblem[]): Diagnostic[] {
  return problems.map(({ path, ...problem }) => ({
    ...problem,
    severity: 'error',
    message: path === '' ? problem.message : `${path}: ${problem.message}`,
    file: manifestFile,
  }))
}

/** valibot takes an array for an object without entries, so arrays in an object's place are found here. */
function misplacedArrays(tree: Node): JsonFault[] {
  if (tree.type !== 'object') {
    const message = 'plugin.json must be an object in braces: { "name": …, "version": … }.'
    return [{ path: '', message, offset: tree.offset, length: tree.length }]
  }
  return fieldNames.flatMap((field) => {
    const node = findNodeAtLocation(tree, [field])
    if (node?.type !== 'array' || field === 'permissions') return []
    return [
      { path: toPointer([field]), message: `"${field}" must not be a list.`, offset: node.offset, length: node.length },
    ]
  })
}

function toFault(issue: ManifestIssue, tree: Node, folder: string): JsonFault {
  const segments = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const last = issue.path?.at(-1)
  const message =
    issue.type === 'strict_object' && last !== undefined ? keyMessage(issue, segments, folder) : issue.message
  return { path: toPointer(segments), message, ...placeOf(tree, segments, last?.origin === 'key') }
}

/** A strict object's own issues: a field that does not exist, or one that is missing. */
function keyMessage(issue: ManifestIssue, segments: readonly (string | number)[], folder: string): string {
  const name = String(segments.at(-1))
  if (issue.received === 'undefined') {
    const samples: Readonly<Record<string, string>> = {
      name: folder,
      version: '1.0.0',
      apiVersion: `^${hostApiVersion}`,
    }
    const sample = samples[name]
    return `"${name}" is missing. Add it${sample === undefined ? '' : `, such as "${name}": "${sample}"`}.`
  }
  if (issue.expected !== 'never') return issue.message
  const inLimits = segments.length > 1
  const fields = inLimits ? limitNames : fieldNames
  const where = inLimits ? '"limits"' : manifestFile
  const near = nearest(name, fields)
  const shown = JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name)
  if (near !== null) return `${shown} is not a field of ${where}. Did you mean "${near}"?`
  return `${shown} is not a field of ${where}. Take it away, or use one of ${fields.join(', ')}.`
}

/** The value at a path, or its key, or the nearest thing around it that is there. */
function placeOf(
  tree: Node,
  segments: readonly (string | number)[],
  ofKey = false,
): { offset: number; length: number } {
  const node = findNodeAtLocation(tree, [...segments])
  if (node === undefined) {
    const parent = segments.length > 0 ? findNodeAtLocation(tree, segments.slice(0, -1)) : undefined
    return { offset: (parent ?? tree).offset, length: 1 }
  }
  const key = ofKey && node.parent?.type === 'property' ? node.parent.children?.[0] : undefined
  const { offset, length } = key ?? node
  return { offset, length }
}

function locateAll(text: string, faults: readonly JsonFault[]): ManifestProblem[] {
  const lineStarts = [0]
  for (const match of text.matchAll(/\r\n|\n|\r/g)) lineStarts.push(match.index + match[0].length)
  const locate = (offset: number): { line: number; column: number } => {
    let line = lineStarts.findLastIndex((start) => start <= offset)
    if (line < 0) line = 0
    return { line: line + 1, column: offset - (lineStarts[line] ?? 0) + 1 }
  }
  const inOrder = [...faults].sort((a, b) => a.offset - b.offset)
  return inOrder.map(({ path, message, offset, length }) => {
    const start = locate(offset)
    const end = locate(offset + length)
    // A fault at the very end has no length, and would have no mark.
    const endColumn = length === 0 ? end.column + 1 : end.column
    return { path, message, ...start, endLine: end.line, endColumn }
  })
}
