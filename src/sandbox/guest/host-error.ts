import type { AnswerFault, HostMethod } from '../protocol'
import { defineProperty, indexOf, PrivateError, PrivateWeakMap, slice, weakGet, weakSet } from './primordials'

/** What each failed request was answered with; nothing that a plugin throws of its own gets in here. */
const answers = new PrivateWeakMap<object, AnswerFault>()

/** Why the host did not do what was asked, if this is what a request was rejected with. */
export function answerFaultOf(error: object): AnswerFault | undefined {
  return weakGet(answers, error)
}

function hide(error: Error, name: string, value: unknown): void {
  const descriptor = { __proto__: null, value, writable: true, enumerable: false, configurable: true }
  defineProperty(error, name, descriptor as PropertyDescriptor)
}

/**
 * What a failed request to the host rejects with. `asked` was made where the plugin asked: the failure comes from
 * outside, and its own stack would name no line of the plugin.
 */
export function hostError(method: HostMethod, fault: AnswerFault, asked: Error): Error {
  const { code, message, retryable } = fault
  const error = new PrivateError(message)
  const name = method === 'plugins.call' || method === 'call.next' ? 'PluginCallError' : 'CapabilityError'
  weakSet(answers, error, fault)
  if (retryable === true) hide(error, 'retryable', true)
  hide(error, 'name', name)
  hide(error, 'code', code)
  try {
    // A plugin's own Error.prepareStackTrace may run here and give anything.
    const stack: unknown = asked.stack
    if (typeof stack === 'string') {
      // Only Chromium's stacks begin with what they are about.
      const frames = indexOf(stack, '\n    at ')
      hide(error, 'stack', frames === -1 ? stack : `${name}: ${message}${slice(stack, frames)}`)
    }
  } catch {
    // An error without its place is still an error.
  }
  return error
}
