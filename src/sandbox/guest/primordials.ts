/**
 * Private copies of every built-in that the guest uses, taken before any plugin code runs. A plugin may then replace
 * what it likes: it breaks nothing but itself.
 *
 * What the guest's own code keeps away from, because it reaches for things that a plugin can replace: `for…of` and
 * array spread or destructuring (iterators), `await` and `async` (`Promise.prototype.constructor`), `instanceof`
 * (`Symbol.hasInstance`), regular expressions (`exec`), and property descriptors that inherit from `Object.prototype`.
 */
import { getterOf, objectPrototype, promisePrototype, typedArrayPrototype, uncurry } from './language'

export * from './language'

export const PrivateAbortController = AbortController
export const PrivateDOMException = DOMException
export const clone: (value: unknown) => unknown = structuredClone.bind(self)
export const anySignal: (signals: AbortSignal[]) => AbortSignal = AbortSignal.any.bind(AbortSignal)
const decoder = new TextDecoder()
export const decodeText: (bytes: Uint8Array) => string = decoder.decode.bind(decoder)
export const queueJob = queueMicrotask.bind(self)
export const setTimer = setTimeout.bind(self) as (callback: () => void, ms: number) => number
export const clearTimer = clearTimeout.bind(self) as (timer: number | undefined) => void
export const setTicker = setInterval.bind(self) as (callback: () => void, ms: number) => number
export const clearTicker = clearInterval.bind(self) as (timer: number | undefined) => void
export const performanceNow = performance.now.bind(performance)
export const blobSize = getterOf<Blob, 'size'>(Blob.prototype, 'size')
export const abortSignalOf = getterOf<AbortController, 'signal'>(AbortController.prototype, 'signal')
export const abortWith = uncurry(AbortController.prototype.abort) as (
  controller: AbortController,
  reason: unknown,
) => void

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
