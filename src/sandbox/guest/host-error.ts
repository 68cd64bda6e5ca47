import type { HostMethod, PluginErrorCode } from '../protocol'
import { defineProperty, indexOf, PrivateError, slice } from './primordials'

const names: Readonly<Record<HostMethod, string>> = { 'plugins.call': 'PluginCallError' }

function hide(error: Error, name: string, value: string): void {
  const descriptor = { __proto__: null, value, writable: true, enumerable: false, configurable: true }
  defineProperty(error, name, descriptor as PropertyDescriptor)
}

/**
 * What a failed request to the host rejects with. `asked` was made where the plugin asked: the failure comes from
 * outside, and its own stack would name no line of the plugin.
 */
export function hostError(method: HostMethod, code: PluginErrorCode, message: string, asked: Error): Error {
  const error = new PrivateError(message)
  const name = names[method]
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
