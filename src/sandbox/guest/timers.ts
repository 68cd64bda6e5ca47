import { isFunction } from './kinds-of-value'
import {
  apply,
  clearTicker,
  clearTimer,
  defineProperty,
  PrivateSet,
  PrivateTypeError,
  setAdd,
  setDelete,
  setSize,
  setTicker,
  setTimer,
} from './primordials'

const live = new PrivateSet<number>()

/** How many of the plugin's timers are still set. */
export function liveTimers(): number {
  return setSize(live)
}

function requireFunction(handler: unknown): (...args: unknown[]) => unknown {
  if (isFunction(handler)) return handler
  throw new PrivateTypeError('A timer takes a function. Text is not run in the sandbox.')
}

function replace(name: string, value: unknown): void {
  defineProperty(self, name, { value, writable: true, enumerable: true, configurable: true })
}

/** Puts timers in place that are counted, for the unload receipt. */
export function countTimers(): void {
  replace('setTimeout', (handler: unknown, ms: number, ...args: unknown[]) => {
    const callback = requireFunction(handler)
    const timer = setTimer(() => {
      setDelete(live, timer)
      apply(callback, self, args)
    }, ms)
    setAdd(live, timer)
    return timer
  })
  replace('setInterval', (handler: unknown, ms: number, ...args: unknown[]) => {
    const callback = requireFunction(handler)
    const timer = setTicker(() => void apply(callback, self, args), ms)
    setAdd(live, timer)
    return timer
  })
  // A timer may be ended by either name: they share one list of ids.
  const clear = (timer: number) => {
    setDelete(live, timer)
    clearTimer(timer)
    clearTicker(timer)
  }
  replace('clearTimeout', clear)
  replace('clearInterval', clear)
}
