import { tooLarge } from './check-size'
import { cutDeep } from './cut-deep'
import { isObject } from './kinds-of-value'
import { maxOutputDepth, measure } from './measure'
import { bad, good, type Outcome } from './outcome'

export interface Output {
  readonly output: unknown
  readonly warnings: readonly string[]
}

/** What `execute` gave, ready to leave: what is nested too deep is cut off, with a word that says so. */
export function readOutput(output: unknown, maxBytes: number, measured = measure(output, maxBytes)): Outcome<Output> {
  const { tooDeep, warnings } = measured
  const message = tooLarge(measured, maxBytes, 'The output')
  if (message !== null) return bad({ code: 'OUTPUT', message })
  if (!tooDeep || !isObject(output)) return good({ output, warnings })
  const all = [`The output is nested more than ${maxOutputDepth} levels deep; what is deeper was cut off.`]
  for (let index = 0; index < warnings.length; index++) all[index + 1] = warnings[index] ?? ''
  return good({ output: cutDeep(output, maxOutputDepth), warnings: all })
}
