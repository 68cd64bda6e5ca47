import { getLocation, type Node } from 'jsonc-parser'
import type { JsonSchema } from '../../kernel/ports'
import { listIn, namesIn, schemasAt, textIn, valuesIn, type Words } from '../schema/schema-words'

/** One thing that may stand at the cursor. */
export interface InputOffer {
  readonly kind: 'name' | 'value'
  readonly label: string
  /** JSON text; a name brings its colon where none stands there. */
  readonly insert: string
  readonly detail: string
}

/** What may stand at the cursor, and the part of the text that it takes the place of. */
export interface InputOffers {
  readonly from: number
  readonly to: number
  readonly items: readonly InputOffer[]
}

const maxOffers = 50

/** What the schema has to offer at a place in JSON text that is in the middle of being typed; `null` where nothing. */
export function inputOffers(text: string, at: number, schema: JsonSchema | undefined): InputOffers | null {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, at)
  const typed = wordAt(previousNode, text, at)
  if (typed === null) return null
  const { from, to } = typed
  const before = text.slice(0, from).trimEnd().at(-1) ?? ''
  if (!(isAtPropertyKey ? '{,' : ':[,').includes(before) || (before === '' && (isAtPropertyKey || path.length > 0)))
    return null
  const items = isAtPropertyKey
    ? namesAt(text, path.slice(0, -1), schema, from, to)
    : valuesAt(schemasAt(schema, path.map(String)))
  const word = text.slice(from, at).replace(/^"/, '').toLowerCase()
  const fitting = items.filter(({ label }) => label.replace(/^"/, '').toLowerCase().startsWith(word))
  // What stands there already is no offer.
  const isDone = fitting.length === 1 && fitting[0]?.insert === text.slice(from, to)
  return fitting.length === 0 || isDone ? null : { from, to, items: fitting.slice(0, maxOffers) }
}

/** The word that the cursor stands in, or at the end of; `null` behind a text that is closed. */
function wordAt(node: Node | undefined, text: string, at: number): { from: number; to: number } | null {
  if (!node || at <= node.offset || at > node.offset + node.length) {
    // The parser knows no word that is not finished, such as "tr".
    const unfinished = /[a-z]*$/.exec(text.slice(0, at))?.[0].length ?? 0
    return { from: at - unfinished, to: at }
  }
  const { offset, length, type } = node
  const end = offset + length
  const isText = type === 'string' || type === 'property'
  const isClosed = !isText || (length > 1 && text[end - 1] === '"')
  if (isText && isClosed && at === end) return null
  // A text that is not closed goes on to the end of its line, over what stands behind the cursor.
  return { from: offset, to: isClosed ? end : at }
}

function namesAt(
  text: string,
  path: readonly (string | number)[],
  schema: JsonSchema | undefined,
  from: number,
  to: number,
): InputOffer[] {
  const colon = text.slice(to).trimStart().startsWith(':') ? '' : ': '
  const taken = namesBeside(text, from, to)
  return namesIn(schemasAt(schema, path.map(String)))
    .filter(({ name }) => !taken.has(name))
    .map(({ name, about }) => ({
      kind: 'name',
      label: name,
      insert: `${JSON.stringify(name)}${colon}`,
      detail: textIn(about, 'description') || textIn(about, 'type') || choicesOf(about),
    }))
}

function choicesOf(about: Words): string {
  const { length } = listIn(about, 'enum')
  return length > 1 ? `one of ${length}` : ''
}

function valuesAt(schemas: readonly Words[]): InputOffer[] {
  return valuesIn(schemas).map(({ value, about }) => {
    const text = JSON.stringify(value)
    return { kind: 'value', label: text, insert: text, detail: textIn(about, 'description') }
  })
}

/** The names that stand in the same object already, but for the one at the cursor. */
function namesBeside(text: string, from: number, to: number): Set<string> {
  const names = new Set<string>()
  const inside = objectAround(text, from)
  let depth = 0
  for (const { 0: token, index } of text.slice(inside).matchAll(/"(?:[^"\\\n]|\\.)*"|[{}[\]]/g)) {
    const at = inside + index
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') {
      if (depth-- === 0) break
    } else if (depth === 0 && (at < from || at >= to) && /^\s*:/.test(text.slice(at + token.length)))
      names.add(String(JSON.parse(token)))
  }
  return names
}

/** Where the object around a place begins, behind its brace. */
function objectAround(text: string, at: number): number {
  const open: number[] = []
  for (const { 0: token, index } of text.slice(0, at).matchAll(/"(?:[^"\\\n]|\\.)*"?|[{}[\]]/g)) {
    if (token === '{' || token === '[') open.push(index + 1)
    else if (token === '}' || token === ']') open.pop()
  }
  return open.at(-1) ?? 0
}
