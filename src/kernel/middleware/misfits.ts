import type { ConfigProblem } from '../../sdk'
import { notAccepted } from '../config'
import { pluginError, type PluginError, type Subject } from '../errors'
import type { Turns } from '../pipeline/turns'
import type { JsonSchema } from '../ports'
import type { ChainCall } from './middleware'
import type { ValueCheck } from './value-check'

/** What is wrong with some of many values, by their places. */
export type Misfits = ReadonlyMap<number, readonly ConfigProblem[]>

export interface MisfitsOptions {
  readonly values: ValueCheck
  readonly turns: Turns
  /** Whether there is nothing to check at a place. */
  readonly isNone?: (place: number) => boolean
}

/** To ask for the time takes about as long as to check a value. */
const valuesAtOnce = 32

/** Checks many values by one schema, for as long at a time as the page has time. */
export async function misfitsIn(
  given: readonly unknown[],
  schema: JsonSchema,
  { values, turns, isNone = () => false }: MisfitsOptions,
): Promise<Misfits> {
  const misfits = new Map<number, readonly ConfigProblem[]>()
  const elsewhere: Promise<void>[] = []
  for (const [place, value] of given.entries()) {
    if (place % valuesAtOnce === 0) await turns.rest()
    if (values.fits(schema, value) || isNone(place)) continue
    const add = (problems: readonly ConfigProblem[]) => {
      if (problems.length > 0) misfits.set(place, problems)
    }
    const problems = values.check(schema, value)
    if (problems instanceof Promise) elsewhere.push(problems.then(add))
    else add(problems)
  }
  await Promise.all(elsewhere)
  return misfits
}

/** How a value fails that does not fit. */
export function misfit(what: 'input' | 'output', subject: Subject, problems: readonly ConfigProblem[]): PluginError {
  return pluginError(what === 'input' ? 'INPUT' : 'OUTPUT', 'execute', subject, notAccepted(what, problems))
}

/** How a call ends whose value was still being checked when its time was over, or its caller left. */
export function unchecked(
  what: 'input' | 'output',
  subject: Subject,
  { options }: Pick<ChainCall, 'options'>,
): PluginError {
  if (options.signal?.aborted) return pluginError('CANCELLED', 'execute', subject, 'The call was cancelled')
  const message = `execute took longer than ${options.timeoutMs} ms: the ${what} was still being checked`
  const hint = `Look in "${what}Schema" for a "pattern" that can match in very many ways, or give the call more time.`
  return pluginError('TIMEOUT', 'execute', subject, message, { hint })
}
