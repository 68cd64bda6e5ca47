import { clip } from './clip'
import type { LogValue } from '../protocol'
import { isFunction, isObject } from './kinds-of-value'
import {
  bufferLength,
  builtinPrototypes,
  dateText,
  functionText,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isArray,
  mapEntries,
  mapSize,
  min,
  nextEntry,
  nextMember,
  ownKeys,
  PrivateSet,
  PrivateString,
  regexpText,
  setAdd,
  setDelete,
  setHas,
  setSize,
  setValues,
  slice,
  stringify,
  symbolText,
  typedArrayLength,
} from './primordials'

const maxDepth = 5
const maxEntries = 60
const maxText = 10_000
const maxInnerText = 500
const maxPreview = 100
const maxKey = 100

/** What is left for one log line: a wide and deep value is cut where this ends. */
export interface LogBudget {
  nodes: number
  readonly ancestors: Set<object>
}

export function logBudget(): LogBudget {
  return { nodes: 400, ancestors: new PrivateSet() }
}

interface Entry {
  readonly key: string
  readonly value: LogValue
}

function atom(type: string, text: string): LogValue {
  return { kind: 'atom', type, text }
}

function text(value: string, most: number): LogValue {
  return value.length > most
    ? { kind: 'text', text: slice(value, 0, most), more: value.length - most }
    : { kind: 'text', text: value }
}

/** Reads a data property and never runs a getter. */
function dataProperty(target: object, key: PropertyKey): unknown {
  const descriptor = getOwnPropertyDescriptor(target, key)
  return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined
}

/** The constructor's name, found without running anything of the plugin's but Proxy traps. */
function labelOf(value: object): string {
  for (
    let proto = getPrototypeOf(value), step = 0;
    proto !== null && step < 20;
    proto = getPrototypeOf(proto), step++
  ) {
    const constructor = dataProperty(proto, 'constructor')
    if (!isFunction(constructor)) continue
    const name = dataProperty(constructor, 'name')
    if (typeof name === 'string' && name !== '') return slice(name, 0, maxKey)
  }
  return 'Object'
}

function inheritsFrom(value: object, prototype: object): boolean {
  let proto = getPrototypeOf(value)
  for (let step = 0; proto !== null && step < 20; step++) {
    if (proto === prototype) return true
    proto = getPrototypeOf(proto)
  }
  return false
}

function shortForm(value: LogValue): string {
  if (value.kind === 'text') return stringify(clip(value.text, 40))
  if (value.kind === 'atom') return clip(value.text, 40)
  return value.label === 'Array' ? '[…]' : value.label === 'Object' ? '{…}' : value.label
}

/** One line that fits a row: `{a: 1, b: "x", …}`. */
function previewOf(open: string, entries: readonly Entry[], more: number, named: boolean, close: string): string {
  let line = open
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]
    if (entry === undefined) break
    const part = named ? `${entry.key}: ${shortForm(entry.value)}` : shortForm(entry.value)
    if (line.length + part.length > maxPreview) return `${line}${index === 0 ? '' : ', '}…${close}`
    line += (index === 0 ? '' : ', ') + part
  }
  return `${line}${more > 0 ? (entries.length === 0 ? '…' : ', …') : ''}${close}`
}

function object(label: string, preview: string, entries: readonly Entry[], more: number): LogValue {
  return { kind: 'object', label, preview, entries, ...(more > 0 ? { more } : {}) }
}

function keyText(key: PropertyKey): string {
  const whole = typeof key === 'symbol' ? `[${symbolText(key)}]` : PrivateString(key)
  return clip(whole, maxKey)
}

function propertyValue(target: object, key: PropertyKey, depth: number, budget: LogBudget): LogValue {
  const descriptor = getOwnPropertyDescriptor(target, key)
  if (descriptor === undefined) return atom('undefined', 'undefined')
  return hasOwn(descriptor, 'value') ? toLogValue(descriptor.value, budget, depth + 1) : atom('getter', '(…)')
}

function indexed(value: object, length: number, label: string, depth: number, budget: LogBudget): LogValue {
  const entries: Entry[] = []
  const shown = depth >= maxDepth ? 0 : min(length, maxEntries)
  for (let index = 0; index < shown && budget.nodes > 0; index++) {
    entries[index] = { key: `${index}`, value: propertyValue(value, index, depth, budget) }
  }
  const more = length - entries.length
  const title = label === 'Array' ? '' : `${label}(${length}) `
  return object(label, previewOf(`${title}[`, entries, more, false, ']'), entries, more)
}

function properties(value: object, label: string, depth: number, budget: LogBudget, head: string | null): LogValue {
  const entries: Entry[] = []
  const names = ownKeys(value)
  for (let index = 0; index < names.length; index++) {
    if (depth >= maxDepth || entries.length >= maxEntries || budget.nodes <= 0) break
    const name = names[index]
    if (name === undefined) break
    entries[index] = { key: keyText(name), value: propertyValue(value, name, depth, budget) }
  }
  const more = names.length - entries.length
  const title = label === 'Object' ? '' : `${label} `
  return object(label, head ?? previewOf(`${title}{`, entries, more, true, '}'), entries, more)
}

function mapValue(value: ReadonlyMap<unknown, unknown>, label: string, depth: number, budget: LogBudget): LogValue {
  const size = mapSize(value)
  const entries: Entry[] = []
  const iterator = mapEntries(value)
  while (depth < maxDepth && entries.length < maxEntries && budget.nodes > 0) {
    const next = nextEntry(iterator)
    if (next.done === true) break
    const key = shortForm(toLogValue(next.value[0], budget, maxDepth))
    entries[entries.length] = { key, value: toLogValue(next.value[1], budget, depth + 1) }
  }
  const more = size - entries.length
  return object(label, previewOf(`${label}(${size}) {`, entries, more, true, '}'), entries, more)
}

function setValue(value: ReadonlySet<unknown>, label: string, depth: number, budget: LogBudget): LogValue {
  const size = setSize(value)
  const entries: Entry[] = []
  const iterator = setValues(value)
  while (depth < maxDepth && entries.length < maxEntries && budget.nodes > 0) {
    const next = nextMember(iterator)
    if (next.done === true) break
    entries[entries.length] = { key: `${entries.length}`, value: toLogValue(next.value, budget, depth + 1) }
  }
  const more = size - entries.length
  return object(label, previewOf(`${label}(${size}) {`, entries, more, false, '}'), entries, more)
}

function errorHead(value: object, label: string): string {
  const message = dataProperty(value, 'message')
  return typeof message === 'string' && message !== '' ? `${label}: ${slice(message, 0, 300)}` : label
}

function openObject(value: object, depth: number, budget: LogBudget): LogValue {
  if (isArray(value)) return indexed(value, value.length, labelOf(value), depth, budget)
  const label = labelOf(value)
  if (inheritsFrom(value, builtinPrototypes.Error))
    return properties(value, label, depth, budget, errorHead(value, label))
  if (inheritsFrom(value, builtinPrototypes.Map)) return mapValue(value as Map<unknown, unknown>, label, depth, budget)
  if (inheritsFrom(value, builtinPrototypes.Set)) return setValue(value as Set<unknown>, label, depth, budget)
  if (inheritsFrom(value, builtinPrototypes.Date)) return atom('date', dateText(value as Date))
  if (inheritsFrom(value, builtinPrototypes.RegExp))
    return atom('regexp', slice(regexpText(value as RegExp), 0, maxInnerText))
  if (inheritsFrom(value, builtinPrototypes.TypedArray)) {
    return indexed(value, typedArrayLength(value as Uint8Array), label, depth, budget)
  }
  if (inheritsFrom(value, builtinPrototypes.ArrayBuffer)) {
    return object(label, `${label}(${bufferLength(value as ArrayBuffer)})`, [], 0)
  }
  return properties(value, label, depth, budget, null)
}

/** A thing that calls itself a Map, say, and is none: shown as the plain object that it is. */
function asPlain(value: object, depth: number, budget: LogBudget): LogValue {
  try {
    return properties(value, 'Object', depth, budget, null)
  } catch {
    return atom('unreadable', '[cannot be read]')
  }
}

/**
 * Turns anything into plain data of bounded size. Never throws, never runs a getter; a Proxy's traps may run, and what
 * they throw is caught.
 */
export function toLogValue(value: unknown, budget: LogBudget = logBudget(), depth = 0): LogValue {
  budget.nodes--
  switch (typeof value) {
    case 'string':
      return text(value, depth === 0 ? maxText : maxInnerText)
    case 'symbol':
      return atom('symbol', slice(symbolText(value), 0, maxInnerText))
    case 'bigint':
      return atom('bigint', `${slice(PrivateString(value), 0, maxInnerText)}n`)
    case 'function': {
      const name = dataProperty(value, 'name')
      const isClass = slice(functionText(value), 0, 6) === 'class '
      return atom('function', `${isClass ? 'class' : 'ƒ'} ${typeof name === 'string' ? slice(name, 0, maxKey) : ''}`)
    }
    case 'object':
      break
    default:
      return atom(typeof value, PrivateString(value))
  }
  if (!isObject(value)) return atom('null', 'null')
  if (setHas(budget.ancestors, value)) return atom('circular', '[circular]')
  setAdd(budget.ancestors, value)
  try {
    return openObject(value, depth, budget)
  } catch {
    return asPlain(value, depth, budget)
  } finally {
    setDelete(budget.ancestors, value)
  }
}
