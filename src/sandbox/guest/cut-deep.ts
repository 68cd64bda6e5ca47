import { kindOf } from './clone-kind'
import { isObject, type Properties } from './kinds-of-value'
import {
  defineProperty,
  keys,
  mapEntries,
  mapGet,
  mapSet,
  nextEntry,
  nextMember,
  PrivateMap,
  PrivateSet,
  setAdd,
  setValues,
} from './primordials'

/** An object of the output and its copy, whose content is still to come. */
interface Pair {
  readonly from: object
  readonly to: object
  readonly depth: number
  next: Pair | null
}

/** An empty copy of what holds other values; everything else is carried as it is. */
function emptyCopy(value: object): object | null {
  const { kind } = kindOf(value)
  if (kind === 'plain') return {}
  if (kind === 'Map') return new PrivateMap()
  if (kind === 'Set') return new PrivateSet()
  if (kind !== 'Array') return null
  const list: unknown[] = []
  list.length = (value as unknown[]).length
  return list
}

/** Defined, not set: a setter on `Object.prototype` would take the value for itself. */
function put(target: object, name: string, value: unknown): void {
  defineProperty(target, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  } as object)
}

/**
 * A copy of the value that goes down to a depth and has a note wherever something is cut off; cycles stay cycles. Without
 * recursion, as the value may be as deep as memory allows.
 */
export function cutDeep(value: object, maxDepth: number): unknown {
  const note = `… cut off: more than ${maxDepth} levels deep`
  const copies = new PrivateMap<object, object>()
  const whole = emptyCopy(value)
  if (whole === null) return value
  mapSet(copies, value, whole)
  let last: Pair = { from: value, to: whole, depth: 0, next: null }
  let pair: Pair | null = last

  const copyOf = (part: unknown, depth: number): unknown => {
    if (!isObject(part)) return part
    const known = mapGet(copies, part)
    if (known !== undefined) return known
    const copy = emptyCopy(part)
    if (copy === null) return part
    if (depth > maxDepth) return note
    mapSet(copies, part, copy)
    last.next = { from: part, to: copy, depth, next: null }
    last = last.next
    return copy
  }

  while (pair !== null) {
    const { from, to } = pair
    const depth = pair.depth + 1
    const { kind } = kindOf(from)
    if (kind === 'Map') {
      const entries = mapEntries(from as Map<unknown, unknown>)
      for (let next = nextEntry(entries); next.done !== true; next = nextEntry(entries))
        mapSet(to as Map<unknown, unknown>, copyOf(next.value[0], depth), copyOf(next.value[1], depth))
    } else if (kind === 'Set') {
      const members = setValues(from as Set<unknown>)
      for (let next = nextMember(members); next.done !== true; next = nextMember(members))
        setAdd(to as Set<unknown>, copyOf(next.value, depth))
    } else {
      const names = keys(from)
      for (let index = 0; index < names.length; index++) {
        const name = names[index]
        if (name !== undefined) put(to, name, copyOf((from as Properties)[name], depth))
      }
    }
    pair = pair.next
  }
  return whole
}
