import { clip } from './clip'
import { isFunction, isObject } from './kinds-of-value'
import { clone, isArray, keys, mapEntries, nextEntry, PrivateString, symbolText } from './primordials'
import { pathStep } from './value-path'

const maxSteps = 200

function canCross(value: unknown): boolean {
  try {
    clone(value)
    return true
  } catch {
    return false
  }
}

function describe(value: unknown): string {
  if (isFunction(value)) return 'a function'
  if (typeof value === 'symbol') return clip(symbolText(value), 100)
  return 'an object of a kind that cannot be copied'
}

/** The first part that cannot cross on its own, or `null` where every part can and only the whole cannot. */
function culpritWithin(value: object): { step: string; value: unknown } | null {
  if (isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index]
      if (!canCross(item)) return { step: pathStep(index), value: item }
    }
    return null
  }
  const names = keys(value)
  for (let index = 0; index < names.length; index++) {
    const name = names[index]
    if (name === undefined) break
    const item = (value as Record<string, unknown>)[name]
    if (!canCross(item)) return { step: pathStep(name), value: item }
  }
  try {
    const entries = mapEntries(value as unknown as Map<unknown, unknown>)
    for (let next = nextEntry(entries); next.done !== true; next = nextEntry(entries)) {
      const key = next.value[0]
      const item = next.value[1]
      const shown = clip(PrivateString(typeof key === 'object' ? '…' : key), 60)
      if (!canCross(item)) return { step: `.get(${shown})`, value: item }
    }
  } catch {
    // Not a Map.
  }
  return null
}

/** Says which part of a value a structured clone refuses: `$.a.b[3] is a function`. */
export function uncloneablePart(value: unknown): string {
  let path = '$'
  let at: unknown = value
  try {
    for (let step = 0; step < maxSteps && isObject(at); step++) {
      const culprit = culpritWithin(at)
      if (culprit === null) break
      path += culprit.step
      at = culprit.value
    }
  } catch {
    return `${path} cannot be read`
  }
  return `${path} is ${describe(at)}`
}
