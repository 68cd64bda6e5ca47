import { isFunction } from '../../guest/kinds-of-value'
import { apply, mapDelete, mapGet, mapSet, PrivateMap, PrivateNumber } from '../../guest/language'
import * as bridge from './bridge'
import { report } from './report'

interface Timer {
  readonly callback: unknown
  readonly args: readonly unknown[]
  readonly repeats: boolean
}

const timers = new PrivateMap<number, Timer>()
let lastId = 0

function set(callback: unknown, ms: unknown, args: readonly unknown[], repeats: boolean): number {
  const id = ++lastId
  mapSet(timers, id, { callback, args, repeats })
  bridge.setTimer(id, PrivateNumber(ms), repeats)
  return id
}

export function setTimeout(callback: unknown, ms?: number, ...args: unknown[]): number {
  return set(callback, ms, args, false)
}

export function setInterval(callback: unknown, ms?: number, ...args: unknown[]): number {
  return set(callback, ms, args, true)
}

export function clearTimer(id?: number): void {
  if (typeof id === 'number' && mapDelete(timers, id)) bridge.clearTimer(id)
}

/** The time of a timer has come. */
export function fire(id: number): void {
  const timer = mapGet(timers, id)
  if (timer === undefined) return
  if (!timer.repeats) mapDelete(timers, id)
  try {
    if (isFunction(timer.callback)) apply(timer.callback, undefined, timer.args)
  } catch (error) {
    report(error)
  }
}
