import type { Manifest } from './manifest-schema'
import type { JsonSchema } from './ports'

/** What the first output can be made of without anything that checks schemas: these words, in a schema of a text. */
const plain: ReadonlySet<string> = new Set(['type', 'minLength', 'title', 'description'])

/**
 * Whether a value surely fits a schema, as far as that is seen at a glance; `false` says that it has to be checked. What
 * checks schemas is fetched late, and the first output must not wait for it.
 */
export function plainlyFits(schema: JsonSchema | undefined, value: unknown): boolean {
  if (schema === undefined) return true
  if (typeof schema === 'boolean' || schema['type'] !== 'string' || typeof value !== 'string') return false
  // A character takes up to two places in a text.
  const isLongEnough = value.length > 2 * Number(schema['minLength'] ?? 0) - 2
  return isLongEnough && Object.keys(schema).every((word) => plain.has(word))
}

/** Whether nothing needs to be around a call of this plugin, as far as its manifest says. */
export function needsNothingAround({ kind, inputSchema }: Manifest, input: unknown): boolean {
  return kind === 'plugin' && plainlyFits(inputSchema, input)
}
