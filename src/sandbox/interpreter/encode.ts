import { kindOf } from '../guest/clone-kind'
import type { Properties } from '../guest/kinds-of-value'
import {
  dateTime,
  getOwnPropertyDescriptor,
  getterOf,
  hasOwn,
  isArray,
  isFiniteNumber,
  join,
  keys,
  mapEntries,
  mapGet,
  mapSet,
  mapSize,
  nextEntry,
  nextMember,
  PrivateDOMException,
  PrivateMap,
  PrivateString,
  regexpFlags,
  regexpSource,
  setSize,
  setValues,
  stringify,
  symbolText,
  typedArrayBuffer,
  typedArrayLength,
  typedArrayName,
  typedArrayOffset,
  valueOf,
  viewBuffer,
  viewLength,
  viewOffset,
} from '../guest/primordials'
import { isPlatformObject, isProxy } from './platform-objects'
import type { Encoded, RowKind } from './wire'

const blobType = getterOf<Blob, 'type'>(Blob.prototype, 'type')

function refuse(what: string): never {
  throw new PrivateDOMException(`${what} could not be cloned.`, 'DataCloneError')
}

/** The bytes of a blob, at once. */
type BytesOf = (blob: Blob) => ArrayBuffer

/** The rows of one value, by the objects that have one. */
interface Table {
  readonly rowOf: Map<object, number>
  readonly objects: object[]
  readonly buffers: ArrayBuffer[]
  readonly bytesOf: BytesOf
}

function slot(table: Table, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return stringify(value)
    case 'number':
      if (isFiniteNumber(value) && (value !== 0 || 1 / value > 0)) return `${value}`
      return `["#","${value === 0 ? '-0' : value}"]`
    case 'boolean':
      return value ? 'true' : 'false'
    case 'undefined':
      return '[]'
    case 'bigint':
      return `["b","${value}"]`
    case 'symbol':
      return refuse(symbolText(value))
    case 'function':
      return refuse('A function')
  }
  return value === null ? 'null' : `[${rowOf(table, value as object)}]`
}

function rowOf({ rowOf, objects }: Table, value: object): number {
  const known = mapGet(rowOf, value)
  if (known !== undefined) return known
  const row = objects.length
  objects[row] = value
  mapSet(rowOf, value, row)
  return row
}

/** A row of what is no plain object: `parts` are slots already. */
function listRow(parts: string[], kind: RowKind): string {
  parts[parts.length] = `"${kind}"`
  return `[${join(parts, ',')}]`
}

function plainRow(table: Table, value: Properties): string {
  const parts: string[] = []
  const names = keys(value)
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string
    parts[parts.length] = `${stringify(name)}:${slot(table, value[name])}`
  }
  return `{${join(parts, ',')}}`
}

function arrayRow(table: Table, value: readonly unknown[]): string {
  const parts: string[] = []
  for (let index = 0; index < value.length; index++) {
    // Only a hole, or an array far longer than what is in it, has anything to gain from the long form.
    if (value[index] === undefined && !hasOwn(value, index)) return sparseRow(table, value)
    parts[index] = slot(table, value[index])
  }
  return listRow(parts, 'array')
}

function sparseRow(table: Table, value: readonly unknown[]): string {
  const parts = [`${value.length}`]
  const names = keys(value)
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string
    parts[parts.length] = stringify(name)
    parts[parts.length] = slot(table, (value as unknown as Properties)[name])
  }
  return listRow(parts, 'sparse')
}

function mapRow(table: Table, value: Map<unknown, unknown>): string {
  const parts: string[] = []
  const entries = mapEntries(value)
  for (let next = nextEntry(entries); next.done !== true; next = nextEntry(entries)) {
    parts[parts.length] = slot(table, next.value[0])
    parts[parts.length] = slot(table, next.value[1])
  }
  return listRow(parts, 'map')
}

function setRow(table: Table, value: Set<unknown>): string {
  const parts: string[] = []
  const members = setValues(value)
  for (let next = nextMember(members); next.done !== true; next = nextMember(members))
    parts[parts.length] = slot(table, next.value)
  return listRow(parts, 'set')
}

/** As the platform's own clone does it: what is no data property, or no text, is left out. */
function errorRow(table: Table, value: object): string {
  const text = (name: string) => {
    const descriptor = getOwnPropertyDescriptor(value, name)
    return descriptor !== undefined && hasOwn(descriptor, 'value') && descriptor.value !== undefined
      ? stringify(PrivateString(descriptor.value))
      : 'null'
  }
  const parts = [stringify(PrivateString((value as Properties)['name'])), text('message'), text('stack')]
  const cause = getOwnPropertyDescriptor(value, 'cause')
  if (cause !== undefined && hasOwn(cause, 'value')) parts[3] = slot(table, cause.value)
  return listRow(parts, 'error')
}

function bufferIndex({ buffers }: Table, buffer: ArrayBuffer): string {
  buffers[buffers.length] = buffer
  return `${buffers.length - 1}`
}

function row(table: Table, value: object): string {
  if (isProxy(value)) return refuse('A Proxy')
  if (isArray(value)) return arrayRow(table, value)
  const { kind, className } = kindOf(value)
  switch (kind) {
    case 'plain':
      if (className !== null && isPlatformObject(value)) return refuse(`A ${className}`)
      return plainRow(table, value as Properties)
    case 'Map':
      mapSize(value as Map<unknown, unknown>)
      return mapRow(table, value as Map<unknown, unknown>)
    case 'Set':
      setSize(value as Set<unknown>)
      return setRow(table, value as Set<unknown>)
    case 'Date':
      return listRow([slot(table, dateTime(value as Date))], 'date')
    case 'RegExp':
      return listRow([stringify(regexpSource(value as RegExp)), stringify(regexpFlags(value as RegExp))], 'regexp')
    case 'Error':
      return errorRow(table, value)
    case 'ArrayBuffer':
      return listRow([bufferIndex(table, value as ArrayBuffer)], 'buffer')
    case 'TypedArray': {
      const array = value as Uint8Array
      const buffer = slot(table, typedArrayBuffer(array))
      const name = stringify(typedArrayName(array))
      return listRow([buffer, `${typedArrayOffset(array)}`, `${typedArrayLength(array)}`, name], 'typed')
    }
    case 'DataView': {
      const view = value as DataView
      return listRow([slot(table, viewBuffer(view)), `${viewOffset(view)}`, `${viewLength(view)}`], 'view')
    }
    case 'Blob': {
      const blob = value as Blob
      return listRow([bufferIndex(table, table.bytesOf(blob)), stringify(blobType(blob))], 'blob')
    }
    case 'Number':
    case 'String':
    case 'Boolean':
    case 'BigInt':
      return listRow([slot(table, valueOf[kind](value))], 'boxed')
    case 'Promise':
      return refuse('A Promise')
  }
  return refuse('An object')
}

/**
 * Writes a value down for the other side. Without recursion: it may be as deep as memory allows.
 *
 * @throws DataCloneError for what a structured clone refuses, and whatever a getter throws
 */
export function encode(value: unknown, bytesOf: BytesOf): Encoded {
  const table: Table = { rowOf: new PrivateMap<object, number>(), objects: [], buffers: [], bytesOf }
  const parts = [slot(table, value)]
  for (let index = 0; index < table.objects.length; index++) {
    parts[index + 1] = row(table, table.objects[index] as object)
  }
  return { text: `[${join(parts, ',')}]`, buffers: table.buffers }
}
