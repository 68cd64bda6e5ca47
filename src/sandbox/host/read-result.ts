import type { ConfigProblem, Health } from '../../sdk'
import type { GuestExports, GuestMethod, GuestRequests, Residue } from '../../kernel/guest-port'
import { maxBatch, type WireBatch } from '../protocol'
import { isFault } from './read-message'
import { isFields, isList, isListOf, isNumber, isOptionalText, isText } from './shapes'

const maxEntries = 500

function isExports(value: unknown): value is GuestExports {
  return (
    isFields(value) &&
    ['init', 'shutdown', 'validateConfig', 'healthCheck', 'snapshot', 'restore', 'flush'].every(
      (name) => typeof value[name] === 'boolean',
    )
  )
}

function isProblem(value: unknown): value is ConfigProblem {
  return isFields(value) && isText(value['path']) && isText(value['message'])
}

function isHealth(value: unknown): value is Health {
  return (
    isFields(value) &&
    ['ok', 'degraded', 'failing'].includes(String(value['status'])) &&
    isOptionalText(value['detail'])
  )
}

function isOutput(value: unknown): value is { output: unknown; warnings: string[] } {
  return isFields(value) && isListOf(value['warnings'], maxEntries, isText)
}

export function isBatch(value: unknown): value is WireBatch {
  if (!isOutput(value) || !isFields(value.output)) return false
  const { outputs, faults, busyMs, tailMs } = value.output
  return isNumber(busyMs) && isNumber(tailMs) && isList(outputs, maxBatch) && isListOf(faults, maxBatch, isItemFault)
}

function isItemFault(value: unknown): value is WireBatch['output']['faults'][number] {
  return isFields(value) && isNumber(value['item']) && isFault(value['fault'])
}

function isResidue(value: unknown): value is Residue {
  return isFields(value) && isNumber(value['timers']) && isNumber(value['pendingCalls'])
}

const isNull = (value: unknown): value is null => value === null

const resultGuards: { readonly [Method in GuestMethod]: (value: unknown) => boolean } = {
  load: isExports,
  validateConfig: (value) => isListOf(value, maxEntries, isProblem),
  init: isNull,
  restore: isNull,
  healthCheck: isHealth,
  execute: isOutput,
  executeBatch: isBatch,
  flush: isOutput,
  snapshot: () => true,
  shutdown: isResidue,
}

/** Whether an answer's value is what the method promises. */
export function isResult<Method extends GuestMethod>(
  method: Method,
  value: unknown,
): value is GuestRequests[Method]['result'] {
  return resultGuards[method](value)
}
