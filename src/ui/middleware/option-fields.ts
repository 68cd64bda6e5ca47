import { toJsonSchema } from '@valibot/to-json-schema'
import { isPlainObject, type Config } from '../../kernel/config'
import type { BuiltIn } from '../../kernel/middleware/built-in'

/** One option of a built-in middleware, as a field of a form. */
export type OptionField = {
  readonly name: string
  readonly what: string
} & (
  | { readonly kind: 'switch'; readonly byDefault: boolean }
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
    if (typeof byDefault !== 'number') return []
    const bounds = { min: Number(minimum ?? 0), max: Number(maximum ?? Number.MAX_SAFE_INTEGER) }
    return [{ kind: 'number', name, what, byDefault, isWhole: type === 'integer', ...bounds }]
  })
}

/** Those that are not as they come, which are all that has to be kept. */
export function ownOptions(fields: readonly OptionField[], values: Config): Config {
  const own = fields.filter(({ name, byDefault }) => name in values && values[name] !== byDefault)
  return Object.fromEntries(own.map(({ name }) => [name, values[name]]))
}

/** Those that are not as they come, on a line: `maxAgeMs 5,000 · output on`. */
export function optionSummary(fields: readonly OptionField[], values: Config): string {
  return Object.entries(ownOptions(fields, values))
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en') : value ? 'on' : 'off'}`)
    .join(' · ')
}
