import type { ConfigProblem } from '../sdk'
import type { Manifest } from './manifest-schema'

export type Config = Readonly<Record<string, unknown>>

/**
 * The effective config: the manifest's defaults with a person's own values over them. Objects are merged key by key;
 * anything else, lists among them, is replaced as a whole.
 *
 * @example
 * ```ts
 * effectiveConfig({ config: { style: 'plain', limits: { rows: 10 } } }, { limits: { rows: 20 } })
 * // { style: 'plain', limits: { rows: 20 } }
 * ```
 */
export function effectiveConfig({ config }: Pick<Manifest, 'config'>, values: Config): Config {
  return merge(config, values)
}

function merge(below: Config, above: Config): Config {
  const merged: Record<string, unknown> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const base = merged[key]
    merged[key] = isPlainObject(base) && isPlainObject(value) ? merge(base, value) : value
  }
  return merged
}

/** Whether the value is an object in braces. */
export function isPlainObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function configMessage(problems: readonly ConfigProblem[]): string {
  return notAccepted('config', problems)
}

/** The first problem in full, and how many more there are. */
export function notAccepted(
  what: 'config' | 'input' | 'output',
  [problem, ...others]: readonly ConfigProblem[],
): string {
  if (!problem) return `The ${what} is not accepted`
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return `The ${what} is not accepted at ${problem.path || '/'}: ${problem.message}${more}`
}
