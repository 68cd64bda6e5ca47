/**
 * Private copies of every built-in that the guest uses, taken before any plugin code runs. A plugin may then replace
 * what it likes: it breaks nothing but itself.
 *
 * What the guest's own code keeps away from, because it reaches for things that a plugin can replace: `for…of` and
 * array spread or destructuring (iterators), `await` and `async` (`Promise.prototype.constructor`), `instanceof`
 * (`Symbol.hasInstance`), regular expressions (`exec`), and property descriptors that inherit from `Object.prototype`.
 */

const { bind, call } = Function.prototype

/** `uncurry(method)(self, ...args)` is `self.method(...args)` without looking anything up. */
const uncurry = bind.bind(call) as unknown as <Self, Args extends unknown[], Result>(
  method: (this: Self, ...args: Args) => Result,
) => (self: Self, ...args: Args) => Result

function getterOf<Self, Key extends keyof Self & string>(
  prototype: Self & object,
  key: Key,
): (self: Self) => Self[Key] {
  const get = Object.getOwnPropertyDescriptor(prototype, key)?.get
  if (get === undefined) throw new TypeError(`${key} has no getter`)
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
export const PrivateMap = Map
export const PrivateSet = Set
export const PrivateWeakMap = WeakMap
export const PrivatePromise = Promise
export const PrivateBlob = Blob
export const PrivateAbortController = AbortController
export const PrivateDOMException = DOMException
export const clone: (value: unknown) => unknown = structuredClone.bind(self)
export const anySignal: (signals: AbortSignal[]) => AbortSignal = AbortSignal.any.bind(AbortSignal)
export const createObjectURL = URL.createObjectURL.bind(URL)
export const revokeObjectURL = URL.revokeObjectURL.bind(URL)
const decoder = new TextDecoder()
export const decodeText: (bytes: Uint8Array) => string = decoder.decode.bind(decoder)
export const queueJob = queueMicrotask.bind(self)
export const setTimer = setTimeout.bind(self) as (callback: () => void, ms: number) => number
export const clearTimer = clearTimeout.bind(self) as (timer: number | undefined) => void
export const setTicker = setInterval.bind(self) as (callback: () => void, ms: number) => number
export const clearTicker = clearInterval.bind(self) as (timer: number | undefined) => void
export const performanceNow = performance.now.bind(performance)
export const closeWorker = (self as unknown as { close(): void }).close.bind(self)

export const functionText = uncurry<object, [], string>(Function.prototype.toString)
export const slice = uncurry<string, [number, number?], string>(String.prototype.slice)
export const indexOf = uncurry<string, [string, number?], number>(String.prototype.indexOf)
export const lastIndexOf = uncurry<string, [string, number?], number>(String.prototype.lastIndexOf)
export const charCode = uncurry<string, [number], number>(String.prototype.charCodeAt)
export const lower = uncurry<string, [], string>(String.prototype.toLowerCase)
export const symbolText = uncurry<symbol, [], string>(Symbol.prototype.toString)
export const dateText = uncurry<Date, [], string>(Date.prototype.toISOString)
export const regexpText = uncurry<RegExp, [], string>(RegExp.prototype.toString)
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
export const blobSize = getterOf<Blob, 'size'>(Blob.prototype, 'size')
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array
export const typedArrayLength = getterOf<Uint8Array, 'length'>(typedArrayPrototype, 'length')
export const viewLength = getterOf<DataView, 'byteLength'>(DataView.prototype, 'byteLength')
export const typedArrayBytes = getterOf<Uint8Array, 'byteLength'>(typedArrayPrototype, 'byteLength')
export const promiseThen = uncurry(Promise.prototype.then) as <Value>(
  promise: Promise<Value>,
  fulfilled: (value: Value) => void,
  rejected: (reason: unknown) => void,
) => void

export const postOn = uncurry(MessagePort.prototype.postMessage) as unknown as (
  port: MessagePort,
  message: unknown,
) => void
export const listen = uncurry(EventTarget.prototype.addEventListener) as (
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
) => void
export const preventDefault = uncurry(Event.prototype.preventDefault)
export const messageData = getterOf<MessageEvent<unknown>, 'data'>(MessageEvent.prototype, 'data')
export const rejectionReason = getterOf<PromiseRejectionEvent, 'reason'>(PromiseRejectionEvent.prototype, 'reason')
export const errorValue = getterOf<{ readonly error: unknown }, 'error'>(ErrorEvent.prototype, 'error')
export const errorMessage = getterOf<ErrorEvent, 'message'>(ErrorEvent.prototype, 'message')
export const abortSignalOf = getterOf<AbortController, 'signal'>(AbortController.prototype, 'signal')
export const abortWith = uncurry(AbortController.prototype.abort) as (
  controller: AbortController,
  reason: unknown,
) => void

export const objectPrototype: object = Object.prototype
export const promisePrototype: object = Promise.prototype

/** The prototypes whose instances a structured clone carries as what they are. */
export const builtinPrototypes = {
  Array: Array.prototype as object,
  Map: Map.prototype as object,
  Set: Set.prototype as object,
  Date: Date.prototype as object,
  RegExp: RegExp.prototype as object,
  Error: Error.prototype as object,
  ArrayBuffer: ArrayBuffer.prototype as object,
  TypedArray: typedArrayPrototype as object,
  DataView: DataView.prototype as object,
  Blob: Blob.prototype as object,
  Number: Number.prototype as object,
  String: String.prototype as object,
  Boolean: Boolean.prototype as object,
  BigInt: BigInt.prototype as object,
  Promise: promisePrototype,
  Object: objectPrototype,
} as const
