/**
 * Checks what comes from a guest. A realm whose guest was taken over can send anything that a structured clone
 * carries: whatever does not have the expected shape is `null` here and counted as forged. What has it is copied, so
 * that nothing else gets in with it.
 */
import { errorHints, type PluginErrorCode } from '../../kernel/errors'
import type { LogLevel, LogValue } from '../../kernel/log-value'
import type { Answer, AskMessage, GuestMessage, Telemetry, WireFault } from '../protocol'
import { isFields, isNumber, isOptionalText, isText, readList, type Fields } from './shapes'

const maxItems = 400
/** As many as may run at the same time. */
const maxAnswers = 1_000
const maxEntries = 500
const maxLogDepth = 12
const maxCauses = 8

function isCode(value: unknown): value is PluginErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorHints, value)
}

export function isFault(value: unknown, depth = 0): value is WireFault {
  return (
    isFields(value) &&
    depth < maxCauses &&
    isCode(value['code']) &&
    isText(value['message']) &&
    isOptionalText(value['hint']) &&
    isOptionalText(value['stack']) &&
    (value['retryable'] === undefined || value['retryable'] === true) &&
    (value['passes'] === undefined || isNumber(value['passes'])) &&
    (value['cause'] === undefined || isFault(value['cause'], depth + 1))
  )
}

function readLogValue(value: unknown, depth = 0): LogValue | null {
  if (!isFields(value) || depth > maxLogDepth) return null
  const { kind, type, text, label, preview, more } = value
  if (more !== undefined && !isNumber(more)) return null
  const left = more === undefined ? {} : { more }
  if (kind === 'text') return isText(text) ? { kind, text, ...left } : null
  if (kind === 'atom') return isText(type) && isText(text) ? { kind, type, text } : null
  const entries = readList(value['entries'], maxEntries, (entry) => readEntry(entry, depth + 1))
  return kind === 'object' && isText(label) && isText(preview) && entries
    ? { kind, label, preview, entries, ...left }
    : null
}

function readEntry(entry: unknown, depth: number): { readonly key: string; readonly value: LogValue } | null {
  if (!isFields(entry)) return null
  const { key } = entry
  const value = readLogValue(entry['value'], depth)
  return isText(key) && value ? { key, value } : null
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
const metricKinds = ['count', 'gauge', 'observe'] as const
const droppable = ['log lines', 'metrics'] as const

function isOneOf<Value>(values: readonly Value[], value: unknown): value is Value {
  return values.some((one) => one === value)
}

function readTelemetry(item: unknown): Telemetry | null {
  if (!isFields(item)) return null
  const { type, call, level, place, at, kind, name, value, what, count, fault } = item
  switch (type) {
    case 'log': {
      const values = readList(item['values'], maxEntries, (one) => readLogValue(one))
      const isWhole = (call === null || isNumber(call)) && (place === null || isText(place)) && isNumber(at)
      return isWhole && isOneOf(levels, level) && values ? { type, call, level, values, place, at } : null
    }
    case 'metric':
      return isOneOf(metricKinds, kind) && isText(name) && isNumber(value) ? { type, kind, name, value } : null
    case 'dropped':
      return isOneOf(droppable, what) && isNumber(count) ? { type, what, count } : null
    case 'fault':
      return isFault(fault) ? { type, fault } : null
    default:
      return null
  }
}

function readAnswer(data: unknown): Answer | null {
  if (!isFields(data)) return null
  const { type, id, ok, value, fault } = data
  const items = data['telemetry'] === null ? [] : readList(data['telemetry'], maxItems, readTelemetry)
  if (type !== 'answer' || !isNumber(id) || !items) return null
  const telemetry = items.length === 0 ? null : items
  if (ok === true) return { type, id, ok, value, telemetry }
  return ok === false && isFault(fault) ? { type, id, ok, fault, telemetry } : null
}

function readAsk({ id, method, params, call }: Fields): AskMessage | null {
  if (!isNumber(id) || !isText(method) || !isFields(params) || (call !== null && !isNumber(call))) return null
  return { type: 'ask', id, method, params, call }
}

/** The message, if it is one; whether the value of a good answer fits its method is told by `isResult`. */
export function readMessage(data: unknown): GuestMessage | null {
  if (!isFields(data)) return null
  const { type, id, protocol, beat, url, fault } = data
  switch (type) {
    case 'answer':
      return readAnswer(data)
    case 'answers': {
      const answers = readList(data['answers'], maxAnswers, readAnswer)
      return answers && { type, answers }
    }
    case 'ask':
      return readAsk(data)
    case 'give-up':
      return isNumber(id) ? { type, id } : null
    case 'telemetry': {
      const items = readList(data['items'], maxItems, readTelemetry)
      return items && { type, items }
    }
    case 'ready':
      return isNumber(protocol) ? { type, protocol } : null
    case 'pong':
      return isNumber(beat) ? { type, beat } : null
    case 'module':
      return isText(url) && url.startsWith('blob:') ? { type, url } : null
    case 'closing':
      return { type }
    case 'ended':
      return isFault(fault) ? { type, fault } : null
    default:
      return null
  }
}
