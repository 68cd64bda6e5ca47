/** What a value is, for its colour and its sign. */
export type ValueType =
  | 'string'
  | 'number'
  | 'bigint'
  | 'boolean'
  | 'null'
  | 'undefined'
  | 'date'
  | 'regexp'
  | 'error'
  | 'array'
  | 'map'
  | 'set'
  | 'bytes'
  | 'object'
  | 'other'

/** A part of a value. `access` is how one gets at it in code: `.name`, `[3]`, `.get("key")`. */
export interface Child {
  readonly key: string
  readonly access: string
  readonly value: unknown
}

/** A value that can be opened. */
export interface Shape {
  /** 'Map', 'Array', or the constructor's name. */
  readonly label: string
  readonly size: number
  /** The child at `index`, from 0. @throws RangeError outside of {@link size} */
  child(index: number): Child
}

type TypedArray = { readonly length: number; readonly [index: number]: number | bigint }

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

const primitiveTypes: Partial<Record<string, ValueType>> = {
  string: 'string',
  number: 'number',
  bigint: 'bigint',
  boolean: 'boolean',
  undefined: 'undefined',
}

export function typeOf(value: unknown): ValueType {
  if (value === null) return 'null'
  if (typeof value !== 'object') return primitiveTypes[typeof value] ?? 'other'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'date'
  if (value instanceof RegExp) return 'regexp'
  if (value instanceof Error) return 'error'
  if (value instanceof Map) return 'map'
  if (value instanceof Set) return 'set'
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'bytes'
  return 'object'
}

/** How a value can be opened; `null` for one that cannot. Reads its keys, and none of its values. */
export function shapeOf(value: unknown): Shape | null {
  switch (typeOf(value)) {
    case 'array': {
      const array = value as readonly unknown[]
      return indexed('Array', array.length, (index) => array[index])
    }
    case 'map': {
      const entries = [...(value as Map<unknown, unknown>)]
      return shape('Map', entries, ([key, value]) => ({ key: shortOf(key), access: `.get(${shortOf(key)})`, value }))
    }
    case 'set': {
      const members = [...(value as Set<unknown>)]
      return indexed('Set', members.length, (index) => members[index])
    }
    case 'error': {
      const error = value as Error
      const own = Object.keys(error).map((key) => [key, (error as unknown as Record<string, unknown>)[key]] as const)
      const standard = (['name', 'message', 'stack', 'cause'] as const)
        .filter((key) => error[key] !== undefined)
        .map((key) => [key, error[key]] as const)
      return shape(
        error.name,
        [...standard, ...own.filter(([key]) => !(key in { name: 0, message: 0, stack: 0, cause: 0 }))],
        named,
      )
    }
    case 'bytes': {
      if (isTypedArray(value)) return indexed(constructorName(value), value.length, (index) => value[index])
      const bytes =
        value instanceof DataView
          ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
          : new Uint8Array(value as ArrayBuffer)
      return indexed(constructorName(value as object), bytes.length, (index) => bytes[index])
    }
    case 'object': {
      const object = value as Readonly<Record<string, unknown>>
      return shape(constructorName(object), Object.keys(object), (key) => named([key, object[key]]))
    }
    default:
      return null
  }
}

function shape<Item>(label: string, items: readonly Item[], toChild: (item: Item) => Child): Shape {
  return {
    label,
    size: items.length,
    child(index) {
      if (!(index in items)) throw new RangeError(`There is no child ${index}`)
      return toChild(items[index] as Item)
    },
  }
}

function indexed(label: string, size: number, read: (index: number) => unknown): Shape {
  return {
    label,
    size,
    child: (index) => ({
      key: String(index),
      access: label === 'Set' ? `[…][${index}]` : `[${index}]`,
      value: read(index),
    }),
  }
}

function named([key, value]: readonly [string, unknown]): Child {
  return { key, access: /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`, value }
}

function constructorName(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return 'Object'
  const { constructor } = prototype as { constructor?: unknown }
  return typeof constructor === 'function' && constructor.name ? constructor.name : 'Object'
}

/** Longer texts are cut in one-line forms; the tree shows them whole when asked. */
export const maxShortChars = 120

/** A value on one line, without its parts: `"Ada"`, `42n`, `Array(3)`, `{…}`. */
export function shortOf(value: unknown, maxChars = maxShortChars): string {
  switch (typeOf(value)) {
    case 'string': {
      const text = value as string
      return text.length > maxChars ? `${JSON.stringify(text.slice(0, maxChars)).slice(0, -1)}…"` : JSON.stringify(text)
    }
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${String(value)}n`
    case 'date': {
      const date = value as Date
      return Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString()
    }
    case 'error':
      return `${(value as Error).name}: ${(value as Error).message}`.slice(0, maxChars)
    case 'array':
      return (value as unknown[]).length === 0 ? '[]' : `Array(${(value as unknown[]).length})`
    case 'map':
    case 'set': {
      const { size } = value as Map<unknown, unknown> | Set<unknown>
      return `${value instanceof Map ? 'Map' : 'Set'}(${size})`
    }
    case 'bytes':
      return `${constructorName(value as object)}(${isTypedArray(value) ? value.length : (value as ArrayBuffer).byteLength})`
    case 'object': {
      const name = constructorName(value as object)
      if (typeof Blob !== 'undefined' && value instanceof Blob)
        return `${name}(${value.size} bytes, ${value.type || 'no type'})`
      for (const _ in value as object) return name === 'Object' ? '{…}' : `${name} {…}`
      return name === 'Object' ? '{}' : `${name} {}`
    }
    default:
      return String(value)
  }
}

/** So many parts stand in a one-line preview. */
const previewedParts = 6

/** A value on one line, with its first parts: `{name: "Ada", age: 36, …}`. */
export function previewOf(value: unknown, maxChars = maxShortChars): string {
  const type = typeOf(value)
  const shape = type === 'error' ? null : shapeOf(value)
  if (!shape || shape.size === 0 || (typeof Blob !== 'undefined' && value instanceof Blob))
    return shortOf(value, maxChars)
  const isList = type === 'array' || type === 'set' || type === 'bytes'
  const parts: string[] = []
  let length = 0
  for (let index = 0; index < Math.min(shape.size, previewedParts) && length < maxChars; index++) {
    const { key, value: part } = shape.child(index)
    const text = isList ? shortOf(part, 40) : `${key}${type === 'map' ? ' → ' : ': '}${shortOf(part, 40)}`
    parts.push(text)
    length += text.length + 2
  }
  if (parts.length < shape.size) parts.push('…')
  const inside = parts.join(', ')
  if (isList && type === 'array') return `[${inside}]`
  if (isList) return `${shape.label}(${shape.size}) [${inside}]`
  const braces = `{${inside}}`
  return type === 'map'
    ? `Map(${shape.size}) ${braces}`
    : shape.label === 'Object'
      ? braces
      : `${shape.label} ${braces}`
}
