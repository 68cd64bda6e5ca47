import { kindOf } from './clone-kind'
import { isObject, type Properties } from './kinds-of-value'
import {
  blobSize,
  bufferLength,
  isArray,
  keys,
  mapEntries,
  nextEntry,
  nextMember,
  PrivateSet,
  setAdd,
  setHas,
  setValues,
  typedArrayBuffer,
  viewBuffer,
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
  /** Something is nested deeper than {@link maxOutputDepth}. */
  readonly tooDeep: boolean
  /** Sentences about what will not arrive as what it is. */
  readonly warnings: readonly string[]
}

const nothing: readonly string[] = []

/** Walks the whole value without recursion: it may be cyclic, and as deep as memory allows. */
export function measure(output: unknown, maxBytes: number): Measure {
  if (!isObject(output)) {
    return { bytes: typeof output === 'string' ? output.length : 8, more: false, tooDeep: false, warnings: nothing }
  }
  const enough = maxBytes * 4
  const seen = new PrivateSet<object>()
  const warnings: string[] = []
  let plainCount = 0
  let bytes = 0
  let tooDeep = false
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
      tooDeep = true
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
      // Whatever part of its buffer a view shows, all of the buffer crosses.
      else if (kind === 'TypedArray') visit(typedArrayBuffer(value as unknown as Uint8Array), 'buffer', node)
      else if (kind === 'DataView') visit(viewBuffer(value as unknown as DataView), 'buffer', node)
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
