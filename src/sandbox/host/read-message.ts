/**
 * Checks what comes from a guest. A realm whose guest was taken over can send anything that a structured clone
 * carries: whatever does not have exactly the expected shape is `null` here and counted as forged.
 */
import { errorHints, type PluginErrorCode } from '../../kernel/errors'
import type { LogLevel, LogValue } from '../../kernel/log-value'
import { type Answer, type AskMessage, type GuestMessage, type Telemetry, type WireFault } from '../protocol'
import { type Fields, isFields, isList, isNumber, isOptionalText, isText } from './shapes'

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

function isLogValue(value: unknown, depth = 0): value is LogValue {
  if (!isFields(value) || depth > maxLogDepth) return false
  if (value['more'] !== undefined && !isNumber(value['more'])) return false
  switch (value['kind']) {
    case 'text':
      return isText(value['text'])
    case 'atom':
      return isText(value['type']) && isText(value['text'])
    case 'object':
      return (
        isText(value['label']) &&
        isText(value['preview']) &&
        isList(value['entries'], maxEntries) &&
        value['entries'].every(
          (entry) => isFields(entry) && isText(entry['key']) && isLogValue(entry['value'], depth + 1),
        )
      )
    default:
      return false
  }
}

const levels: readonly unknown[] = ['debug', 'info', 'warn', 'error'] satisfies LogLevel[]
const metricKinds: readonly unknown[] = ['count', 'gauge', 'observe']

function isTelemetry(item: unknown): item is Telemetry {
  if (!isFields(item)) return false
  switch (item['type']) {
    case 'log':
      return (
        (item['call'] === null || isNumber(item['call'])) &&
        levels.includes(item['level']) &&
        isList(item['values'], maxEntries) &&
        item['values'].every((value) => isLogValue(value)) &&
        (item['place'] === null || isText(item['place'])) &&
        isNumber(item['at'])
      )
    case 'metric':
      return metricKinds.includes(item['kind']) && isText(item['name']) && isNumber(item['value'])
    case 'dropped':
      return (item['what'] === 'log lines' || item['what'] === 'metrics') && isNumber(item['count'])
    case 'fault':
      return isFault(item['fault'])
    default:
      return false
  }
}

function isTelemetryList(value: unknown): value is Telemetry[] {
  return isList(value, maxItems) && value.every(isTelemetry)
}

function isAnswer(data: unknown): data is Answer {
  return (
    isFields(data) &&
    data['type'] === 'answer' &&
    isNumber(data['id']) &&
    (data['telemetry'] === null || isTelemetryList(data['telemetry'])) &&
    (data['ok'] === true || (data['ok'] === false && isFault(data['fault'])))
  )
}

function readAsk({ id, method, params, call }: Fields): AskMessage | null {
  if (!isNumber(id) || !isText(method) || !isFields(params) || (call !== null && !isNumber(call))) return null
  return { type: 'ask', id, method, params, call }
}

/** The message, if it is one; whether the value of a good answer fits its method is told by `isResult`. */
export function readMessage(data: unknown): GuestMessage | null {
  if (!isFields(data)) return null
  switch (data['type']) {
    case 'answer':
      return isAnswer(data) ? data : null
    case 'answers':
      return isList(data['answers'], maxAnswers) && data['answers'].every(isAnswer)
        ? (data as unknown as GuestMessage)
        : null
    case 'ask':
      return readAsk(data)
    case 'give-up':
      return isNumber(data['id']) ? { type: 'give-up', id: data['id'] } : null
    case 'telemetry':
      return isTelemetryList(data['items']) ? (data as unknown as GuestMessage) : null
    case 'ready':
      return isNumber(data['protocol']) ? (data as unknown as GuestMessage) : null
    case 'pong':
      return isNumber(data['beat']) ? (data as unknown as GuestMessage) : null
    case 'module':
      return isText(data['url']) && data['url'].startsWith('blob:') ? (data as unknown as GuestMessage) : null
    case 'closing':
      return { type: 'closing' }
    case 'ended':
      return isFault(data['fault']) ? { type: 'ended', fault: data['fault'] } : null
    default:
      return null
  }
}
