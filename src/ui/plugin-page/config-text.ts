import { isMap, isPair, isScalar, isSeq, parseDocument, stringify, type Document, type Node } from 'yaml'
import { configMessage } from '../../kernel/config'
import { readConfig } from '../../kernel/read-config'
import type { ConfigProblem } from '../../sdk'
import type { ConfigLanguage } from '../../stores/layout'

/** A place in a text that is wrong. Both ends count from 0. */
export interface TextFault {
  readonly message: string
  readonly start: number
  readonly end: number
}

export type ReadText =
  | {
      readonly ok: true
      readonly values: Readonly<Record<string, unknown>>
      /** Where these problems of the value are in the text. */
      place(problems: readonly ConfigProblem[]): TextFault[]
    }
  | { readonly ok: false; readonly faults: readonly TextFault[] }

/** Values as a person would write them; nothing at all is an empty object in braces, or an empty text. */
export function printConfig(values: unknown, language: ConfigLanguage): string {
  if (language === 'json') return `${JSON.stringify(values, null, 2)}\n`
  const isEmpty = typeof values === 'object' && values !== null && Object.keys(values).length === 0
  return isEmpty ? '' : stringify(values, { lineWidth: 0 })
}

/** Reads a person's own values. An empty text is none. */
export function readConfigText(text: string, language: ConfigLanguage): ReadText {
  if (text.trim() === '') return { ok: true, values: {}, place: (problems) => problems.map(atTheTop) }
  const document = parseDocument(text, { prettyErrors: false, ...(language === 'json' ? { schema: 'json' } : {}) })
  const json = language === 'json' ? jsonFault(text) : null
  if (json !== null) return { ok: false, faults: [json] }
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ message, pos: [start, end] }) => ({
      message,
      start,
      end: Math.max(end, start + 1),
    }))
    return { ok: false, faults }
  }
  const place = (problems: readonly ConfigProblem[]): TextFault[] =>
    problems.map(({ path, message }) => ({
      message: path ? `${path}: ${message}` : message,
      ...rangeOf(document, path, text),
    }))
  // A text of comments alone has no value.
  const read = readConfig(valueOf(document) ?? {})
  return read.ok
    ? { ok: true, values: read.value, place }
    : { ok: false, faults: place([read.error]).map((fault) => ({ ...fault, message: configMessage([read.error]) })) }
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    return error instanceof Error ? error.message : null
  }
}

/** What is JSON is told by the engine; Monaco marks the place. */
function jsonFault(text: string): TextFault | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), start: 0, end: 1 }
  }
}

function atTheTop({ path, message }: ConfigProblem): TextFault {
  return { message: path ? `${path}: ${message}` : message, start: 0, end: 0 }
}

/** The stretch of what a JSON Pointer leads to: the key of a value in braces, else the value; or the nearest around it. */
function rangeOf(document: Document, pointer: string, text: string): { start: number; end: number } {
  let node: unknown = document.contents
  let range = { start: 0, end: text.split('\n', 1)[0]?.length ?? 0 }
  for (const part of pointer.split('/').slice(1)) {
    const key = decodePart(part)
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && keyText(item.key) === key)
      if (!pair) break
      const { value } = pair as { value: unknown }
      range = stretch(isScalar(value) && value.source !== '' ? value : pair.key) ?? range
      node = value
    } else if (isSeq(node)) {
      node = node.items[Number(key)]
      range = stretch(node) ?? range
    } else break
  }
  return range
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key)
}

function stretch(node: unknown): { start: number; end: number } | null {
  const [start, end] = (node as Node | null | undefined)?.range ?? []
  return start === undefined || end === undefined ? null : { start, end: Math.max(end, start + 1) }
}

/** The library that checks schemas writes a pointer as a part of an address. */
function decodePart(part: string): string {
  const plain = part.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}
