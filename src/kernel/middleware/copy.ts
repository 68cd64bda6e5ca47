import { isPlainObject } from '../config'

/** A structured clone is quicker for what is larger, and knows what stands in several places or goes round in a circle. */
const maxParts = 1_000

/** Thrown and caught in here. */
class NotSmall extends Error {}

/**
 * A copy of what came from a worker, which whoever gets it may change. What is small and like JSON is copied by hand: a
 * structured clone of a few members takes as long as all else that is around a call.
 */
export function copyOf(value: unknown): unknown {
  let left = maxParts

  function copy(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part
    if (left-- === 0) throw new NotSmall()
    if (Array.isArray(part)) return copyList(part)
    if (!isPlain(part)) throw new NotSmall()
    const copied: Record<string, unknown> = {}
    for (const key of Object.keys(part)) {
      // It would be set as the prototype.
      if (key === '__proto__') throw new NotSmall()
      copied[key] = copy(part[key])
    }
    return copied
  }

  function copyList(list: readonly unknown[]): unknown[] {
    // A list with holes, or with members beside its items, is more than its items.
    if (list.length > maxParts || Object.keys(list).length !== list.length) throw new NotSmall()
    return list.map(copy)
  }

  try {
    return copy(value)
  } catch (error) {
    if (error instanceof NotSmall) return structuredClone(value)
    throw error
  }
}

/** Whether it is an object as JSON has them, and no map or date. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isPlainObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // A value that came from another frame has that frame's prototypes.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
