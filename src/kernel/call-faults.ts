import { subjectOf } from './build'
import { pluginError, type PluginError, type Subject } from './errors'
import type { GuestFault } from './guest-fault'
import type { Instance } from './instance'

export function cancelled(subject: Subject): PluginError {
  return pluginError('CANCELLED', 'execute', subject, 'The call was cancelled')
}

export function overloaded(subject: Subject, waiting: number, limit: number): PluginError {
  const message = `${waiting} calls are waiting already; the limit is ${limit}`
  return pluginError('OVERLOADED', 'execute', subject, message)
}

export function waitedTooLong(subject: Subject, timeoutMs: number): PluginError {
  return pluginError('TIMEOUT', 'execute', subject, `The call waited ${timeoutMs} ms and no worker was free`)
}

export function tookTooLong(subject: Subject, method: 'execute' | 'around', timeoutMs: number): PluginError {
  const message = `${method} took longer than ${timeoutMs} ms`
  return pluginError('TIMEOUT', 'execute', subject, message, { timedOut: true })
}

export function replaced({ build }: Instance): PluginError {
  const message = 'The generation was replaced, and the call did not end within limits.drainMs'
  return pluginError('CANCELLED', 'drain', subjectOf(build), message)
}

/** What ends the worker of a call that went on after its abort. */
export function stuckFault(timeoutMs: number): GuestFault {
  return {
    code: 'CRASHED',
    message: `A call ran past its ${timeoutMs} ms and did not follow ctx.signal, so its worker was ended`,
    hint: 'A call of the plugin never came to an end. Listen to ctx.signal in loops and long waits.',
  }
}
