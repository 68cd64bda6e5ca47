import { mapDelete, mapEntries, mapSet, nextEntry, PrivateMap, uncurry } from '../../guest/language'

const PrivateWeakRef = WeakRef
const deref = uncurry(WeakRef.prototype.deref) as (reference: WeakRef<object>) => object | undefined

/** The calls under way, by what answers them. */
const calls = new PrivateMap<number, WeakRef<object>>()

/** `end` is what the call ends with: whoever can still answer it holds it. */
export function hold(call: number, end: object): void {
  mapSet(calls, call, new PrivateWeakRef(end))
}

export function letGo(call: number): void {
  mapDelete(calls, call)
}

/** Those that nobody can answer any more: what was cut off inside QuickJS lets go of all that it held, at once. */
export function lostCalls(): readonly number[] {
  const lost: number[] = []
  const entries = mapEntries(calls)
  for (let next = nextEntry(entries); next.done !== true; next = nextEntry(entries))
    if (deref(next.value[1]) === undefined) lost[lost.length] = next.value[0]
  return lost
}
