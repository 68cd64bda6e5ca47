/**
 * Private copies of the built-ins of the language itself: the part of primordials.ts that is there in every engine.
 * Whatever is built before the platform's own globals (the interpreter's stand-ins for them) uses these alone.
 */

const { bind, call } = Function.prototype

/** `uncurry(method)(self, ...args)` is `self.method(...args)` without looking anything up. */
export const uncurry = bind.bind(call) as unknown as <Self, Args extends unknown[], Result>(
  method: (this: Self, ...args: Args) => Result,
) => (self: Self, ...args: Args) => Result

export function getterOf<Self, Key extends keyof Self & (string | symbol)>(
  prototype: Self & object,
  key: Key,
): (self: Self) => Self[Key] {
  const get = Object.getOwnPropertyDescriptor(prototype, key)?.get
  if (get === undefined) throw new TypeError(`${String(key)} has no getter`)
  return uncurry(get as (this: Self) => Self[Key])
}

/** The `next` that all iterators of a kind share. */
function nextOf<T>(iterator: Iterator<T>): (this: Iterator<T>) => IteratorResult<T> {
  return (Reflect.getPrototypeOf(iterator) as Iterator<T>).next
}

export const { apply, construct, ownKeys, getPrototypeOf, getOwnPropertyDescriptor, deleteProperty } = Reflect
export const { defineProperty, freeze, keys, hasOwn } = Object
export const { isArray } = Array
export const { now: dateNow } = Date
export const { min, round } = Math
export const { parse, stringify } = JSON
export const { isFinite: isFiniteNumber } = Number
export const PrivateError = Error
export const PrivateTypeError = TypeError
export const PrivateString = String
export const PrivateNumber = Number
export const PrivateUint8Array = Uint8Array
export const PrivateMap = Map
export const PrivateSet = Set
export const PrivateWeakMap = WeakMap
export const PrivatePromise = Promise
export const functionText = uncurry<object, [], string>(Function.prototype.toString)
export const slice = uncurry<string, [number, number?], string>(String.prototype.slice)
export const indexOf = uncurry<string, [string, number?], number>(String.prototype.indexOf)
export const lastIndexOf = uncurry<string, [string, number?], number>(String.prototype.lastIndexOf)
export const charCode = uncurry<string, [number], number>(String.prototype.charCodeAt)
export const lower = uncurry<string, [], string>(String.prototype.toLowerCase)
export const symbolText = uncurry<symbol, [], string>(Symbol.prototype.toString)
export const dateText = uncurry<Date, [], string>(Date.prototype.toISOString)
export const regexpText = uncurry<RegExp, [], string>(RegExp.prototype.toString)
export const regexpSource = getterOf<RegExp, 'source'>(RegExp.prototype, 'source')
export const regexpFlags = getterOf<RegExp, 'flags'>(RegExp.prototype, 'flags')
export const dateTime = uncurry<Date, [], number>(Date.prototype.getTime)
export const join = uncurry<readonly unknown[], [string], string>(Array.prototype.join)
export const valueOf = {
  Number: uncurry<unknown, [], unknown>(Number.prototype.valueOf),
  String: uncurry<unknown, [], unknown>(String.prototype.valueOf),
  Boolean: uncurry<unknown, [], unknown>(Boolean.prototype.valueOf),
  BigInt: uncurry<unknown, [], unknown>(BigInt.prototype.valueOf),
}
export const mapSize = getterOf<ReadonlyMap<unknown, unknown>, 'size'>(Map.prototype, 'size')
export const mapGet = uncurry(Map.prototype.get) as <K, V>(map: ReadonlyMap<K, V>, key: K) => V | undefined
export const mapSet = uncurry(Map.prototype.set) as <K, V>(map: Map<K, V>, key: K, value: V) => void
export const mapDelete = uncurry(Map.prototype.delete) as <K>(map: Map<K, unknown>, key: K) => boolean
export const mapEntries = uncurry(Map.prototype.entries) as <K, V>(map: ReadonlyMap<K, V>) => Iterator<[K, V]>
export const nextEntry = uncurry(nextOf(new Map().entries())) as <T>(
  entries: Iterator<T>,
) => IteratorResult<T, undefined>
export const weakGet = uncurry(WeakMap.prototype.get) as <K extends object, V>(
  map: WeakMap<K, V>,
  key: K,
) => V | undefined
export const weakSet = uncurry(WeakMap.prototype.set) as <K extends object, V>(
  map: WeakMap<K, V>,
  key: K,
  value: V,
) => void
export const setSize = getterOf<ReadonlySet<unknown>, 'size'>(Set.prototype, 'size')
export const setHas = uncurry(Set.prototype.has) as <T>(set: ReadonlySet<T>, value: T) => boolean
export const setAdd = uncurry(Set.prototype.add) as <T>(set: Set<T>, value: T) => void
export const setDelete = uncurry(Set.prototype.delete) as <T>(set: Set<T>, value: T) => boolean
export const setValues = uncurry(Set.prototype.values) as <T>(set: ReadonlySet<T>) => Iterator<T>
export const nextMember = uncurry(nextOf(new Set().values())) as <T>(
  members: Iterator<T>,
) => IteratorResult<T, undefined>
export const bufferLength = getterOf<ArrayBuffer, 'byteLength'>(ArrayBuffer.prototype, 'byteLength')
export const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array
export const bytesSet = uncurry(Uint8Array.prototype.set) as (to: Uint8Array, from: Uint8Array, at: number) => void
export const bytesSlice = uncurry(Uint8Array.prototype.slice) as (
  bytes: Uint8Array,
  start: number,
  end: number,
) => Uint8Array<ArrayBuffer>
export const isView: (value: unknown) => value is ArrayBufferView = ArrayBuffer.isView
export const typedArrayLength = getterOf<Uint8Array, 'length'>(typedArrayPrototype, 'length')
export const typedArrayBuffer = getterOf<Uint8Array, 'buffer'>(typedArrayPrototype, 'buffer')
export const typedArrayOffset = getterOf<Uint8Array, 'byteOffset'>(typedArrayPrototype, 'byteOffset')
export const typedArrayName = getterOf<Uint8Array, typeof Symbol.toStringTag>(typedArrayPrototype, Symbol.toStringTag)
export const viewBuffer = getterOf<DataView, 'buffer'>(DataView.prototype, 'buffer')
export const viewOffset = getterOf<DataView, 'byteOffset'>(DataView.prototype, 'byteOffset')
export const viewLength = getterOf<DataView, 'byteLength'>(DataView.prototype, 'byteLength')
export const typedArrayBytes = getterOf<Uint8Array, 'byteLength'>(typedArrayPrototype, 'byteLength')
export const promiseThen = uncurry(Promise.prototype.then) as <Value>(
  promise: Promise<Value>,
  fulfilled: (value: Value) => void,
  rejected: (reason: unknown) => void,
) => void
export const objectPrototype: object = Object.prototype
export const promisePrototype: object = Promise.prototype
