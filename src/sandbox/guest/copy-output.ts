import { isFunction, isObject } from './kinds-of-value'
import { measure } from './measure'
import { bad, good, type Outcome } from './outcome'
import { clone, deleteProperty, freeze, getPrototypeOf, keys, objectPrototype } from './primordials'
import { readOutput } from './read-output'
import { toFault } from './to-fault'
import { uncloneablePart } from './uncloneable'

export interface Copy {
  readonly copy: unknown
  /** About what it takes to cross. */
  readonly bytes: number
}

/** An object of its own class is laid out for speed, and nothing that a plugin puts on `Object.prototype` reaches it. */
class Row {
  [name: string]: unknown
}
Object.setPrototypeOf(Row.prototype, null)
deleteProperty(Row.prototype, 'constructor')
freeze(Row.prototype)

/** Rows of plain values are much the commonest outputs, and copied much quicker here than by a structured clone. */
function copyQuickly(output: unknown): Copy | null {
  if (typeof output === 'string') return { copy: output, bytes: output.length }
  if (isFunction(output) || typeof output === 'symbol') return null
  if (!isObject(output)) return { copy: output, bytes: 8 }
  if (getPrototypeOf(output) !== objectPrototype) return null
  const names = keys(output)
  const copy = new Row()
  let bytes = 16
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string
    const value = output[name]
    if (typeof value === 'string') bytes += value.length
    else if (isObject(value) || isFunction(value) || typeof value === 'symbol') return null
    copy[name] = value
    bytes += name.length + 8
  }
  return { copy, bytes }
}

/**
 * What an item of a batch gave, as it is now: until the batch leaves, the plugin may change it, or give the same object
 * for the next item. Never throws.
 */
export function copyOutput(output: unknown, maxBytes: number): Outcome<Copy> {
  try {
    const quick = copyQuickly(output)
    if (quick !== null && quick.bytes <= maxBytes) return good(quick)
    const measured = measure(output, maxBytes)
    const read = readOutput(output, maxBytes, measured)
    if (read.fault !== null) return read
    try {
      return good({ copy: clone(read.value.output), bytes: measured.bytes })
    } catch {
      return bad({ code: 'CLONE', message: `${uncloneablePart(output)}, which cannot leave the plugin.` })
    }
  } catch (error) {
    return bad(toFault('EXECUTE', error))
  }
}
