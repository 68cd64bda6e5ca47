import { toPointer } from './json-pointer'
import { parseTree, type Node, type ParseError } from 'jsonc-parser'
import { reservedKeys } from './reserved-keys'
import { fail, ok, type Result } from './result'

/** A fault in a JSON text. `path` is a JSON Pointer; the place is a stretch of the text. */
export interface JsonFault {
  readonly path: string
  readonly message: string
  readonly offset: number
  readonly length: number
}

/** A JSON text with its value and its syntax tree, for the place of each part. */
export interface JsonDocument {
  readonly value: unknown
  readonly tree: Node
}

export interface JsonBounds {
  readonly maxDepth: number
  readonly maxLength: number
}

/** jsonc-parser's `ParseErrorCode`, which is a const enum and so not there at run time. */
const messages: Readonly<Record<number, string>> = {
  1: 'This is no JSON value. Write a text in "double quotes", a number, true, false, null, [ … ] or { … }.',
  2: 'This number cannot be read. Write it like 12, -0.5 or 1e3.',
  3: 'The name of a field in "double quotes" belongs here. After the last field there is no ",".',
  4: 'A value is missing here.',
  5: 'A ":" is missing between the name of the field and its value.',
  6: 'A "," is missing here.',
  7: 'A closing "}" is missing.',
  8: 'A closing "]" is missing.',
  9: 'Nothing may follow the closing brace. Take this away.',
  10: 'JSON has no comments. Take this away.',
  11: 'This comment never ends, and JSON has no comments. Take it away.',
  12: 'This text has no closing quote.',
  13: 'This number ends too early. Write it like 12, -0.5 or 1e3.',
  14: 'A \\u escape needs four digits of 0-9 and a-f.',
  15: 'This escape does not exist. Write "\\\\" for a backslash.',
  16: 'This character is not allowed here. In a text, write a line break as \\n and a tab as \\t.',
}

/** Reads a JSON text: no comments, no trailing commas, no key twice, no key that reaches a prototype, bounded. */
export function parseStrictJson(text: string, bounds: JsonBounds): Result<JsonDocument, JsonFault[]> {
  const fault = (message: string, offset: number, length: number): Result<JsonDocument, JsonFault[]> =>
    fail([{ path: '', message, offset, length }])

  if (text.length > bounds.maxLength) {
    return fault(`This text has more than ${bounds.maxLength} characters. Move data out of it.`, 0, 1)
  }
  if (text.trim() === '') return fault('There is nothing here. Write an object: { … }.', 0, text.length)
  // Every parser here calls itself for each level, so the depth is bounded before any of them runs.
  const tooDeep = findTooDeep(text, bounds.maxDepth)
  if (tooDeep !== null) return fault(`This is nested more than ${bounds.maxDepth} deep. Flatten it.`, tooDeep, 1)

  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  // What follows the first error is mostly its echo.
  const [first] = errors
  if (first !== undefined) return fault(messages[first.error] ?? 'This is not JSON.', first.offset, first.length)
  if (tree === undefined) return fault('This is not JSON.', 0, text.length)
  const faults: JsonFault[] = []
  collectFaults(tree, [], faults)
  if (faults.length > 0) return fail(faults)
  try {
    const value: unknown = JSON.parse(text)
    return ok({ value, tree })
  } catch (error) {
    // Where the two parsers differ, the stricter one is right.
    return fault(error instanceof Error ? error.message : 'This is not JSON.', 0, text.length)
  }
}

/** The offset of the first bracket that is nested too deep, found without recursion. */
function findTooDeep(text: string, maxDepth: number): number | null {
  let depth = 0
  let quoted = false
  for (let offset = 0; offset < text.length; offset++) {
    const character = text[offset]
    if (quoted) {
      if (character === '\\') offset++
      // A text ends with its line at the latest; else a missing quote would hide the brackets after it.
      else if (character === '"' || character === '\n' || character === '\r') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '[' || character === '{') {
      if (++depth > maxDepth) return offset
    } else if (character === ']' || character === '}') depth--
  }
  return null
}

function collectFaults(node: Node, path: readonly (string | number)[], faults: JsonFault[]): void {
  if (node.type === 'number' && !Number.isFinite(node.value)) {
    faults.push({
      path: toPointer(path),
      message: 'This number is too large. Take a smaller one.',
      offset: node.offset,
      length: node.length,
    })
  }
  if (node.type === 'array') {
    for (const [index, item] of (node.children ?? []).entries()) collectFaults(item, [...path, index], faults)
  }
  if (node.type !== 'object') return
  const seen = new Set<string>()
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? []
    if (key === undefined || value === undefined) continue
    const name = String(key.value)
    const place = { path: toPointer([...path, name]), offset: key.offset, length: key.length }
    if (reservedKeys.has(name)) faults.push({ ...place, message: `"${name}" is a reserved name. Choose another one.` })
    if (seen.has(name)) faults.push({ ...place, message: `"${name}" stands here twice. Take one of them away.` })
    seen.add(name)
    collectFaults(value, [...path, name], faults)
  }
}
