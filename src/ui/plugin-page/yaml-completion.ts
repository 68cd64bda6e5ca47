import type { JsonSchema } from '../../kernel/ports'
import { namesIn, schemasAt, textIn, valuesIn, type Words } from '../schema/schema-words'

/** One thing that may be typed at the cursor. */
export interface YamlOffer {
  readonly kind: 'name' | 'value'
  readonly label: string
  /** What is put in; a name brings its colon. */
  readonly insert: string
  readonly detail: string
}

const keyOf = /^(\s*)(?:- +)?(?:"([^"]*)"|'([^']*)'|([^\s#:"'][^:#]*?))\s*:(?:\s|$)/

/** Where in the config the end of a text in the middle of being typed stands. */
interface Place {
  readonly path: readonly string[]
  /** A value at the path, a name in the object there, or either, where an entry of a list begins. */
  readonly wants: 'value' | 'name' | 'entry'
}

/** `null` in a comment, and where the schema could say nothing. */
function placeAt(lines: readonly string[], line: string): Place | null {
  if (line.includes('#')) return null
  const dash = dashOf(line)
  const around = dash === null ? pathAbove(lines, indentOf(line)) : [...pathAbove(lines, dash + 1, dash), '0']
  const value = /^\s*(?:- +)?(?:"([^"]*)"|'([^']*)'|([^\s:"'][^:]*?))\s*:\s+\S*$/.exec(line)
  if (value) return { path: [...around, value[1] ?? value[2] ?? value[3] ?? ''], wants: 'value' }
  if (dash !== null) return /^\s*- +\S*$/.test(line) ? { path: around, wants: 'entry' } : null
  return /^\s*[\w$.-]*$/.test(line) ? { path: around, wants: 'name' } : null
}

/**
 * What the schema has to offer at the end of `before`, which is the text up to the cursor. It goes by the lines and how far
 * they are indented, so that a text in the middle of being typed will do.
 */
export function yamlOffers(before: string, schema: JsonSchema | undefined, whole = before): YamlOffer[] {
  const lines = before.split('\n')
  const line = lines.pop() ?? ''
  const place = placeAt(lines, line)
  if (!place) return []
  const schemas = schemasAt(schema, place.path)
  const values = place.wants === 'name' ? [] : valuesOf(schemas)
  if (place.wants === 'value') return values
  const taken = place.wants === 'name' ? namesBeside(whole.split('\n'), lines.length, indentOf(line)) : new Set()
  return [...values, ...namesOf(schemas).filter(({ label }) => !taken.has(label))]
}

/** What the schema says of the word that ends `before`, as Markdown; `null` where it says nothing. */
export function yamlHint(before: string, word: string, schema: JsonSchema | undefined): string | null {
  const lines = before.split('\n')
  const place = placeAt(lines.slice(0, -1), lines.at(-1) ?? '')
  if (!place) return null
  const schemas = schemasAt(schema, place.wants === 'value' ? place.path : [...place.path, word])
  const name = place.wants === 'value' ? (place.path.at(-1) ?? word) : word
  const type = schemas.map((one) => textIn(one, 'type')).find((text) => text !== '')
  const description = schemas.map((one) => textIn(one, 'description')).find((text) => text !== '')
  const values = valuesOf(schemas).map(({ label }) => `\`${label}\``)
  if (type === undefined && description === undefined && values.length === 0) return null
  const parts = [`**${name}**${type === undefined ? '' : `: ${type}`}`, description ?? '', values.join(', ')]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** Where the dash of a list's entry stands, from 0. */
function dashOf(line: string): number | null {
  return /^ *- /.test(line) ? indentOf(line) : null
}

/** Where the text of a line begins, behind the dash of an entry. */
function columnOf(line: string): number {
  return /^ *(?:- +)?/.exec(line)?.[0].length ?? 0
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0
}

/**
 * The names of the blocks around a line that is indented so far, outermost first; `0` for an entry of a list. `listAt` is
 * where the dashes of the list are that the line is in: a list may be indented as far as its own name.
 */
function pathAbove(lines: readonly string[], indent: number, listAt = -1): string[] {
  const path: string[] = []
  let [within, ofList] = [indent, listAt]
  for (let index = lines.length - 1; index >= 0 && within > 0; index--) {
    const line = lines[index] ?? ''
    const dash = dashOf(line)
    if (line.trim() === '' || line.trimStart().startsWith('#') || indentOf(line) >= within || dash === ofList) continue
    const key = keyOf.exec(line)
    if (key && columnOf(line) < within) path.unshift(key[2] ?? key[3] ?? key[4] ?? '')
    if (dash !== null) path.unshift('0')
    ;[within, ofList] = dash === null ? [indentOf(line), -1] : [dash + 1, dash]
  }
  return path
}

/** The names that stand in the same block already. */
function namesBeside(lines: readonly string[], at: number, indent: number): Set<string> {
  const names = new Set<string>()
  const look = (from: number, step: 1 | -1): void => {
    for (let index = from; index >= 0 && index < lines.length; index += step) {
      const line = lines[index] ?? ''
      if (line.trim() === '') continue
      // An entry of a list begins with its first name, on the line of its dash.
      const isFirst = step === -1 && dashOf(line) !== null && columnOf(line) === indent
      if (indentOf(line) < indent && !isFirst) return
      const key = columnOf(line) === indent ? keyOf.exec(line) : null
      if (key) names.add(key[2] ?? key[3] ?? key[4] ?? '')
      if (isFirst) return
    }
  }
  look(at - 1, -1)
  look(at + 1, 1)
  return names
}

function namesOf(schemas: readonly Words[]): YamlOffer[] {
  return namesIn(schemas).map(({ name, about }) => ({
    kind: 'name',
    label: name,
    insert: `${asYaml(name)}: `,
    detail: textIn(about, 'description'),
  }))
}

function valuesOf(schemas: readonly Words[]): YamlOffer[] {
  return valuesIn(schemas).flatMap(({ value, about }): YamlOffer[] => {
    if (typeof value === 'object' && value !== null) return []
    const text = asYaml(value)
    return [{ kind: 'value', label: text, insert: text, detail: textIn(about, 'description') }]
  })
}

/** A text that YAML would take for something else wants quotes. */
function asYaml(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  const isPlain = /^[A-Za-z_][\w .-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value)
  return isPlain && value === value.trim() ? value : JSON.stringify(value)
}
