import { isFunction, isObject } from './kinds-of-value'
import { apply, getPrototypeOf, promisePrototype, promiseThen } from './primordials'

/**
 * Waits for whatever a plugin gave back: a plain value at once, a promise or any other thenable when it settles. Calls
 * exactly one of the two, once, however often the thenable answers.
 */
export function whenSettled(
  value: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): void {
  if (!isObject(value) && !isFunction(value)) return fulfilled(value)
  let done = false
  const resolveOnce = (next: unknown) => {
    if (done) return
    done = true
    whenSettled(next, fulfilled, rejected)
  }
  const rejectOnce = (reason: unknown) => {
    if (done) return
    done = true
    rejected(reason)
  }
  try {
    // A native promise goes by the private `then`, so that a replaced one does not lose the call.
    if (getPrototypeOf(value) === promisePrototype) {
      return promiseThen(value as unknown as Promise<unknown>, resolveOnce, rejectOnce)
    }
    const then = (value as { then?: unknown }).then
    if (!isFunction(then)) return fulfilled(value)
    apply(then, value, [resolveOnce, rejectOnce])
  } catch (error) {
    rejectOnce(error)
  }
}
