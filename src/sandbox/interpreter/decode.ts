import { isFunction, type Properties } from '../guest/kinds-of-value'
import {
  construct,
  defineProperty,
  isArray,
  keys,
  mapGet,
  mapSet,
  parse,
  PrivateError,
  PrivateMap,
  PrivateNumber,
  PrivateSet,
  PrivateString,
  PrivateTypeError,
  setAdd,
} from '../guest/language'
import type { Encoded } from './wire'

const PrivateBigInt = BigInt
const PrivateBlob = Blob
const PrivateDataView = DataView
const PrivateDate = Date
const PrivateObject = Object
const PrivateRegExp = RegExp

/** The constructors of this side, by name: those that it does not have are those of no value here. */
function constructors(names: readonly string[]): ReadonlyMap<string, (...args: unknown[]) => unknown> {
  const found = new PrivateMap<string, (...args: unknown[]) => unknown>()
  for (const name of names) {
    const constructor: unknown = Reflect.get(globalThis, name)
    if (isFunction(constructor)) mapSet(found, name, constructor)
  }
  return found
}

const errors = constructors(['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'])
const typedArrays = constructors([
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
])

type Row = unknown[]

function hidden(target: object, name: string, value: unknown): void {
  const descriptor = { __proto__: null, value, writable: true, enumerable: false, configurable: true }
  defineProperty(target, name, descriptor as PropertyDescriptor)
}

function makeError(row: Row): Error {
  const constructor = mapGet(errors, row[0] as string) ?? PrivateError
  const error = construct(constructor, []) as Error
  if (row[1] !== null) hidden(error, 'message', row[1])
  if (row[2] !== null) hidden(error, 'stack', row[2])
  return error
}

/** Reads what `encode` wrote on the other side. */
export function decode({ text, buffers }: Encoded): unknown {
  const rows = parse(text) as unknown[]
  const objects: unknown[] = []

  function read(slot: unknown): unknown {
    if (!isArray(slot)) return slot
    const first: unknown = slot[0]
    if (first === undefined) return undefined
    if (typeof first === 'number') return objects[first]
    return first === 'b' ? PrivateBigInt(slot[1] as string) : PrivateNumber(slot[1])
  }

  /** The object of a row, still without what it refers to. What the parser made is taken where it fits. */
  function shell(row: unknown): unknown {
    if (!isArray(row)) return row
    switch (row[row.length - 1]) {
      case 'array':
        return row
      case 'sparse': {
        const list: unknown[] = []
        list.length = row[0] as number
        return list
      }
      case 'map':
        return new PrivateMap()
      case 'set':
        return new PrivateSet()
      case 'date':
        return new PrivateDate(read(row[0]) as number)
      case 'regexp':
        return new PrivateRegExp(row[0] as string, row[1] as string)
      case 'error':
        return makeError(row)
      case 'buffer':
        return buffers[row[0] as number]
      case 'blob':
        return new PrivateBlob([buffers[row[0] as number] as ArrayBuffer], { type: row[1] as string })
      case 'boxed':
        return PrivateObject(read(row[0]))
      default:
        return undefined
    }
  }

  /** What lies over a buffer, which is there by now. */
  function overBuffer(row: Row): unknown {
    const kind = row[row.length - 1]
    if (kind === 'view') return new PrivateDataView(read(row[0]) as ArrayBuffer, row[1] as number, row[2] as number)
    const constructor = mapGet(typedArrays, row[3] as string)
    if (constructor === undefined) throw new PrivateTypeError(`There is no ${PrivateString(row[3])} here`)
    return construct(constructor, [read(row[0]), row[1], row[2]])
  }

  function fill(row: unknown, target: unknown): void {
    if (!isArray(row)) {
      const fields = row as Properties
      const names = keys(fields)
      for (let index = 0; index < names.length; index++) {
        const name = names[index] as string
        if (typeof fields[name] === 'object') fields[name] = read(fields[name])
      }
      return
    }
    switch (row[row.length - 1]) {
      case 'array':
        row.length--
        for (let index = 0; index < row.length; index++)
          if (typeof row[index] === 'object') row[index] = read(row[index])
        return
      case 'sparse':
        for (let index = 1; index < row.length - 1; index += 2)
          (target as Properties)[row[index] as string] = read(row[index + 1])
        return
      case 'map':
        for (let index = 0; index < row.length - 1; index += 2)
          mapSet(target as Map<unknown, unknown>, read(row[index]), read(row[index + 1]))
        return
      case 'set':
        for (let index = 0; index < row.length - 1; index++) setAdd(target as Set<unknown>, read(row[index]))
        return
      case 'error':
        if (row.length === 5) hidden(target as object, 'cause', read(row[3]))
    }
  }

  for (let index = 1; index < rows.length; index++) objects[index - 1] = shell(rows[index])
  for (let index = 1; index < rows.length; index++) {
    const row = rows[index]
    if (objects[index - 1] === undefined) objects[index - 1] = overBuffer(row as Row)
  }
  for (let index = 1; index < rows.length; index++) fill(rows[index], objects[index - 1])
  return read(rows[0])
}
