import { isPlainObject } from '../../kernel/config'
import type { JsonSchema } from '../../kernel/ports'
import { schemasAt } from './config-schema'

/** One thing that may be typed at the cursor. */
export interface YamlOffer {
  readonly kind: 'name' | 'value'
  readonly label: string
  /** What is put in; a name brings its colon. */
  readonly insert: string
  readonly detail: string
}

const keyOf = /^(\s*)(?:- +)?(?:"([^"]*)"|'([^']*)'|([^\s#:"'][^:#]*?))\s*:(?:\s|$)/

/**
 * What the schema has to offer at the end of `before`, which is the text up to the cursor. It goes by the lines and how far
 * they are indented, so that a text in the middle of being typed will do.
 */
export function yamlOffers(before: string, schema: JsonSchema | undefined, whole = before): YamlOffer[] {
  const lines = before.split('\n')
  const line = lines.pop() ?? ''
  if (line.includes('#')) return []
  const value = /^(\s*(?:- +)?)(?:"([^"]*)"|'([^']*)'|([^\s:"'][^:]*?))\s*:\s+\S*$/.exec(line)
  if (value) {
    const name = value[2] ?? value[3] ?? value[4] ?? ''
    return valuesOf(schemasAt(schema, [...pathAbove(lines, indentOf(line)), name]))
  }
  if (/^\s*- +\S*$/.test(line)) return valuesOf(schemasAt(schema, [...pathAbove(lines, indentOf(line) + 1), '0']))
  if (!/^\s*[\w$.-]*$/.test(line)) return []
  const path = pathAbove(lines, indentOf(line))
  const taken = namesBeside(whole.split('\n'), lines.length, indentOf(line))
  return namesOf(schemasAt(schema, path)).filter(({ label }) => !taken.has(label))
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0
}

/** The names of the blocks around a line that is indented so far, outermost first. */
function pathAbove(lines: readonly string[], indent: number): string[] {
  const path: string[] = []
  let within = indent
  for (let index = lines.length - 1; index >= 0 && within > 0; index--) {
    const line = lines[index] ?? ''
    if (line.trim() === '' || line.trimStart().startsWith('#') || indentOf(line) >= within) continue
    within = indentOf(line)
    const key = keyOf.exec(line)
    if (key) path.unshift(key[2] ?? key[3] ?? key[4] ?? '')
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
      if (indentOf(line) < indent) return
      const key = indentOf(line) === indent ? keyOf.exec(line) : null
      if (key) names.add(key[2] ?? key[3] ?? key[4] ?? '')
    }
  }
  look(at - 1, -1)
  look(at + 1, 1)
  return names
}

function namesOf(schemas: ReturnType<typeof schemasAt>): YamlOffer[] {
  const offers = new Map<string, YamlOffer>()
  for (const { properties } of schemas)
    if (isPlainObject(properties))
      for (const [name, about] of Object.entries(properties))
        offers.set(name, {
          kind: 'name',
          label: name,
          insert: `${asYaml(name)}: `,
          detail: textIn(about, 'description'),
        })
  return [...offers.values()]
}

function valuesOf(schemas: ReturnType<typeof schemasAt>): YamlOffer[] {
  const offers = new Map<string, YamlOffer>()
  for (const schema of schemas) {
    const values = [
      ...listIn(schema, 'enum'),
      ...('const' in schema ? [schema['const']] : []),
      ...(schema['type'] === 'boolean' ? [true, false] : []),
      ...('default' in schema ? [schema['default']] : []),
      ...listIn(schema, 'examples'),
    ]
    for (const value of values) {
      if (typeof value === 'object' && value !== null) continue
      const text = asYaml(value)
      offers.set(text, { kind: 'value', label: text, insert: text, detail: textIn(schema, 'description') })
    }
  }
  return [...offers.values()]
}

/** A text that YAML would take for something else wants quotes. */
function asYaml(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  const isPlain = /^[A-Za-z_][\w .-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value)
  return isPlain && value === value.trim() ? value : JSON.stringify(value)
}

function textIn(schema: unknown, word: string): string {
  const text = isPlainObject(schema) ? schema[word] : ''
  return typeof text === 'string' ? text : ''
}

function listIn(schema: Readonly<Record<string, unknown>>, word: string): readonly unknown[] {
  const list = schema[word]
  return Array.isArray(list) ? list : []
}
