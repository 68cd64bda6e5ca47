import type { GuestFault } from '../../kernel/guest-fault'
import type { GuestRequests } from '../../kernel/guest-port'
import type { WireBatch, WireFault } from '../protocol'
import { parseStack } from './stack-frames'

/** Turns the engine's stack text into places in the module. */
export function toGuestFault(fault: WireFault, moduleUrl: string | null): GuestFault {
  const frames = fault.stack === undefined ? [] : parseStack(fault.stack, moduleUrl)
  return {
    code: fault.code,
    message: fault.message,
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
    ...(frames.length === 0 ? {} : { frames }),
    ...(fault.retryable && { retryable: true }),
    ...(fault.passes === undefined ? {} : { passes: fault.passes }),
    ...(fault.cause === undefined ? {} : { cause: toGuestFault(fault.cause, moduleUrl) }),
  }
}

export function toBatchResult(
  { output, warnings }: WireBatch,
  moduleUrl: string | null,
): GuestRequests['executeBatch']['result'] {
  const placed = output.faults.map(({ item, fault }) => ({ item, fault: toGuestFault(fault, moduleUrl) }))
  return { output: { ...output, faults: placed }, warnings }
}

export const disposed: GuestFault = { code: 'CANCELLED', message: 'The generation was ended before it answered.' }

export const flooded: GuestFault = {
  code: 'FLOOD',
  message: 'The plugin sent more messages than the page allows, and was ended.',
}

export const closedItself: GuestFault = {
  code: 'CRASHED',
  message: 'The plugin ended its own worker: it called self.close().',
  hint: 'Take out self.close(). A plugin ends when it is unloaded; use shutdown for what is to be done then.',
}

export const processGone: GuestFault = {
  code: 'MEMORY',
  message: 'The process that the plugin ran in is gone. Running out of memory is the usual cause.',
}

export const silent: GuestFault = {
  code: 'UNRESPONSIVE',
  message: 'The worker did not answer any more, although nothing was asked of it.',
}

export function workerFailed(message: string): GuestFault {
  return { code: 'CRASHED', message: `The worker failed: ${message.slice(0, 500)}` }
}

const setUp =
  'Check that sandbox.html lies beside index.html, and that no extension blocks workers; then reload the page.'

export function neverCameUp(seconds: number): GuestFault {
  return { code: 'INTERNAL', message: `The sandbox did not come up within ${seconds} s.`, hint: setUp }
}

export function didNotStart(reason: string): GuestFault {
  return { code: 'INTERNAL', message: `The sandbox could not start its worker: ${reason}.`, hint: setUp }
}

export const otherVersion: GuestFault = {
  code: 'INTERNAL',
  message: 'sandbox.html is from another version of Hotplug than this page.',
  hint: 'Reload the page without its cache.',
}
