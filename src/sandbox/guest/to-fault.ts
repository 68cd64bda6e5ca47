import type { PluginErrorCode, WireFault } from '../protocol'
import { answerFaultOf } from './host-error'
import { isFunction, isObject } from './kinds-of-value'
import { indexOf, lower, PrivateString, slice, symbolText } from './primordials'

const maxMessage = 2000
/** Engines write about 100 characters a frame; more than this is not read by anyone. */
const maxStack = 8000
const maxCauses = 4

export function cut(text: string, length: number): string {
  return text.length > length ? `${slice(text, 0, length)}… (${text.length - length} characters more)` : text
}

function textProperty(value: object, key: string): string | null {
  try {
    const text = (value as Record<string, unknown>)[key]
    return typeof text === 'string' ? text : null
  } catch {
    return null
  }
}

function describe(thrown: unknown): string {
  switch (typeof thrown) {
    case 'string':
      return `Threw a text that is no Error: ${cut(thrown, maxMessage)}`
    case 'symbol':
      return `Threw ${cut(symbolText(thrown), 200)}, which is no Error`
    case 'function':
      return 'Threw a function, which is no Error'
    case 'object':
      return thrown === null ? 'Threw null, which is no Error' : 'Threw an object that is no Error'
    default:
      return `Threw ${PrivateString(thrown)}, which is no Error`
  }
}

function messageOf(thrown: unknown): string {
  if (!isObject(thrown) && !isFunction(thrown)) return describe(thrown)
  const message = textProperty(thrown, 'message')
  if (message === null) return describe(thrown)
  const name = textProperty(thrown, 'name')
  const text = cut(message, maxMessage)
  if (name === null || name === '' || name === 'Error') return text === '' ? 'An Error without a message' : text
  return text === '' ? cut(name, 100) : `${cut(name, 100)}: ${text}`
}

/** Engines tell of memory in their own words, and always by an exception that a plugin can meet anywhere. */
function isOutOfMemory(message: string): boolean {
  const text = lower(slice(message, 0, 200))
  return (
    indexOf(text, 'allocation failed') !== -1 ||
    indexOf(text, 'out of memory') !== -1 ||
    indexOf(text, 'allocation size overflow') !== -1 ||
    // QuickJS's word for a buffer larger than any can be. With a capital letter it is Chromium's for a negative length.
    indexOf(message, 'invalid array buffer length') !== -1
  )
}

const outOfMemory = {
  code: 'MEMORY',
  hint: 'The plugin asked for more memory than there is. Keep less at once, or work in pieces.',
} as const
function isRetryable(thrown: unknown): boolean {
  try {
    return isObject(thrown) && thrown['retryable'] === true
  } catch {
    return false
  }
}

/**
 * Makes one plain fault of whatever was thrown: an error, a text, null, a Proxy that throws on every touch.
 * Never throws itself.
 */
export function toFault(code: PluginErrorCode, thrown: unknown, depth = 0): WireFault {
  const message = messageOf(thrown)
  const stack = isObject(thrown) ? textProperty(thrown, 'stack') : null
  let cause: WireFault | null = null
  if (depth < maxCauses && isObject(thrown)) {
    try {
      const inner = thrown['cause']
      if (inner !== undefined && inner !== thrown) cause = toFault(code, inner, depth + 1)
    } catch {
      // A cause that cannot be read is no cause.
    }
  }
  const answered = isObject(thrown) ? answerFaultOf(thrown) : undefined
  const isOfMemory = isObject(thrown) && isOutOfMemory(message)
  const known = answered?.code === 'PERMISSION' ? answered : isOfMemory ? outOfMemory : undefined
  return {
    code: known?.code ?? code,
    message,
    ...(known?.hint === undefined ? {} : { hint: known.hint }),
    ...(stack === null ? {} : { stack: slice(stack, 0, maxStack) }),
    ...(cause === null ? {} : { cause }),
    ...(isRetryable(thrown) ? { retryable: true as const } : {}),
    ...(answered?.passes === undefined ? {} : { passes: answered.passes }),
  }
}
