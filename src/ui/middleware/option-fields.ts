import { toJsonSchema } from '@valibot/to-json-schema'
import { isPlainObject, type Config } from '../../kernel/config'
import type { BuiltIn } from '../../kernel/middleware/built-in'

/** One option of a built-in middleware, as a field of a form. */
export type OptionField = {
  readonly name: string
  readonly what: string
} & (
  | { readonly kind: 'switch'; readonly byDefault: boolean }
  | { readonly kind: 'texts'; readonly byDefault: readonly string[] }
  | {
      readonly kind: 'number'
      readonly byDefault: number
      readonly min: number
      readonly max: number
      readonly isWhole: boolean
    }
)

/** The fields of a form, made of the schema that checks the options. */
export function optionFields({ schema }: Pick<BuiltIn, 'schema'>): OptionField[] {
  const { properties = {} } = toJsonSchema(schema, { target: 'draft-2020-12', typeMode: 'input' })
  return Object.entries(properties).flatMap(([name, about]): OptionField[] => {
    if (!isPlainObject(about)) return []
    const { type, description, default: byDefault, minimum, maximum } = about
    const what = typeof description === 'string' ? description : ''
    if (typeof byDefault === 'boolean') return [{ kind: 'switch', name, what, byDefault }]
    if (Array.isArray(byDefault)) return [{ kind: 'texts', name, what, byDefault: textsIn(byDefault) }]
    if (typeof byDefault !== 'number') return []
    const bounds = { min: Number(minimum ?? 0), max: Number(maximum ?? Number.MAX_SAFE_INTEGER) }
    return [{ kind: 'number', name, what, byDefault, isWhole: type === 'integer', ...bounds }]
  })
}

/** Those that are not as they come, which are all that has to be kept. */
export function ownOptions(fields: readonly OptionField[], values: Config): Config {
  const own = fields.filter(({ name, byDefault }) => name in values && !isSame(values[name], byDefault))
  return Object.fromEntries(own.map(({ name }) => [name, values[name]]))
}

/** Those that are not as they come, on a line: `maxAgeMs 5,000 · output on`. */
export function optionSummary(fields: readonly OptionField[], values: Config): string {
  return Object.entries(ownOptions(fields, values))
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(' · ')
}

/** A list of texts, as it is typed into one line, and back. */
export function textsOf(line: string): string[] {
  return line.split(/[\s,]+/).filter((text) => text !== '')
}

export function lineOf(value: unknown): string {
  return textsIn(value).join(', ')
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : []
}

function isSame(value: unknown, byDefault: OptionField['byDefault']): boolean {
  return Array.isArray(value) ? lineOf(value) === lineOf(byDefault) : value === byDefault
}

function shown(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en')
  return Array.isArray(value) ? lineOf(value) : value ? 'on' : 'off'
}
