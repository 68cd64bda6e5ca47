import { isObject, type Properties } from './kinds-of-value'
import {
  blobSize,
  bufferLength,
  builtinPrototypes,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isArray,
  keys,
  mapEntries,
  nextEntry,
  nextMember,
  PrivateSet,
  setAdd,
  setHas,
  setValues,
  slice,
  typedArrayBytes,
  viewLength,
} from './primordials'
import { pathOf, type ValueNode } from './value-path'

/**
 * Engines write and read a clone by recursion, on stacks whose sizes nobody promises (Chromium's worker gives up before
 * 5,000 levels), and what a page cannot read is lost with nobody told. This is far within what all of them do.
 */
export const maxOutputDepth = 1000
const maxWarnings = 5

export interface Measure {
  /** About what a structured clone takes. Stops at a few times the limit. */
  readonly bytes: number
  /** `true` where measuring stopped early, so that `bytes` is a lower bound. */
  readonly more: boolean
  /** The first place that is nested too deep. */
  readonly tooDeep: string | null
  /** Sentences about what will not arrive as what it is. */
  readonly warnings: readonly string[]
}

const nothing: readonly string[] = []

type Kind = keyof typeof builtinPrototypes

/** What a structured clone will take a value for, and whether its own class is lost on the way. */
function kindOf(value: object): { kind: Kind | 'plain'; className: string | null } {
  const own = getPrototypeOf(value)
  if (own === builtinPrototypes.Object || own === null) return { kind: 'plain', className: null }
  if (own === builtinPrototypes.Array) return { kind: 'Array', className: null }
  let proto: object | null = own
  for (let step = 0; proto !== null && step < 50; step++, proto = getPrototypeOf(proto)) {
    for (const name in kindTable) {
      const kind = name as Kind
      if (proto !== kindTable[kind]) continue
      const lost = proto !== own && kind !== 'TypedArray' && !(kind === 'Error' && isBuiltin(own))
      return { kind: kind === 'Object' ? 'plain' : kind, className: lost ? classNameOf(own) : null }
    }
  }
  return { kind: 'plain', className: classNameOf(own) }
}

/** Without a prototype, so that a name put on `Object.prototype` does not show up in the loop above. */
const kindTable = { __proto__: null, ...builtinPrototypes } as typeof builtinPrototypes

const errorPrototypes = new PrivateSet<object>([
  RangeError.prototype,
  TypeError.prototype,
  SyntaxError.prototype,
  ReferenceError.prototype,
  EvalError.prototype,
  URIError.prototype,
])

function isBuiltin(prototype: object): boolean {
  return setHas(errorPrototypes, prototype)
}

function classNameOf(prototype: object): string {
  const constructor = getOwnPropertyDescriptor(prototype, 'constructor')
  if (constructor === undefined || !hasOwn(constructor, 'value') || typeof constructor.value !== 'function')
    return 'a class'
  const name = getOwnPropertyDescriptor(constructor.value as object, 'name')
  const text: unknown = name !== undefined && hasOwn(name, 'value') ? name.value : null
  return typeof text === 'string' && text !== '' ? slice(text, 0, 60) : 'a class'
}

/** Walks the whole value without recursion: it may be cyclic, and as deep as memory allows. */
export function measure(output: unknown, maxBytes: number): Measure {
  if (!isObject(output)) {
    return { bytes: typeof output === 'string' ? output.length : 8, more: false, tooDeep: null, warnings: nothing }
  }
  const enough = maxBytes * 4
  const seen = new PrivateSet<object>()
  const warnings: string[] = []
  let plainCount = 0
  let bytes = 0
  let tooDeep: string | null = null
  let last: ValueNode = { value: output, parent: null, step: '', depth: 0, next: null }
  let node: ValueNode | null = last
  setAdd(seen, output)

  const visit = (value: unknown, step: string | number, parent: ValueNode) => {
    if (typeof value === 'string') {
      bytes += value.length + 8
      return
    }
    bytes += 8
    if (typeof value !== 'object' || value === null || setHas(seen, value)) return
    setAdd(seen, value)
    const child: ValueNode = { value, parent, step, depth: parent.depth + 1, next: null }
    last.next = child
    last = child
  }

  while (node !== null && bytes <= enough) {
    const { value, depth } = node
    const { kind, className } = kindOf(value)
    bytes += 16
    if (className !== null) {
      plainCount++
      if (plainCount <= maxWarnings) {
        const becomes = kind === 'plain' ? 'a plain object' : `a plain ${kind}`
        warnings[warnings.length] = `${pathOf(node)} is an instance of ${className}; it arrived as ${becomes}.`
      }
    }
    if (depth > maxOutputDepth) {
      tooDeep = pathOf(node)
      break
    }
    // Things that only call themselves a Map, say, throw at the private getters and are walked as plain objects.
    try {
      if (isArray(value)) {
        bytes += value.length * 8
        for (let index = 0; index < value.length && bytes <= enough; index++) visit(value[index], index, node)
      } else if (kind === 'Map') {
        const entries = mapEntries(value as unknown as Map<unknown, unknown>)
        for (let index = 0, next = nextEntry(entries); next.done !== true; index++, next = nextEntry(entries)) {
          visit(next.value[0], index, node)
          visit(next.value[1], index, node)
        }
      } else if (kind === 'Set') {
        const members = setValues(value as unknown as Set<unknown>)
        for (let index = 0, next = nextMember(members); next.done !== true; index++, next = nextMember(members)) {
          visit(next.value, index, node)
        }
      } else if (kind === 'ArrayBuffer') bytes += bufferLength(value as unknown as ArrayBuffer)
      else if (kind === 'TypedArray') bytes += typedArrayBytes(value as unknown as Uint8Array)
      else if (kind === 'DataView') bytes += viewLength(value as unknown as DataView)
      else if (kind === 'Blob') bytes += blobSize(value as unknown as Blob)
      else if (kind === 'plain' || kind === 'Error') {
        const names = keys(value)
        for (let index = 0; index < names.length && bytes <= enough; index++) {
          const name = names[index]
          if (name === undefined) break
          bytes += name.length
          visit((value as Properties)[name], name, node)
        }
      }
    } catch {
      // What cannot be read here cannot be cloned either: posting it says so, with its place.
    }
    node = node.next
  }
  if (plainCount > maxWarnings) {
    warnings[warnings.length] = `${plainCount - maxWarnings} more class instances arrived plain.`
  }
  return { bytes, more: node !== null && bytes > enough, tooDeep, warnings }
}
