import { byteLengthUpTo } from '../byte-length'
import { MiB } from '../bytes'

/** One item on its way through the steps. */
export interface Item {
  readonly value: unknown
  /** Its place in the stream, from 0; `null` for what a `flush` gave. */
  readonly index: number | null
  /** About what it takes to cross to a worker; a lower bound where it is very large. */
  readonly bytes: number
}

/** Larger items go alone, so that nobody needs to know by how much. */
export const countedBytes = MiB

export function createItem(value: unknown, index: number | null): Item {
  return { value, index, bytes: bytesOf(value) }
}

/** About what a value takes to cross to a worker; a lower bound where it is very large. */
export function bytesOf(value: unknown): number {
  return rowBytes(value) ?? byteLengthUpTo(countedBytes, value)
}

/** {@link byteLengthUpTo}, only quicker, for plain values and for objects of nothing else; `null` for any other. */
function rowBytes(value: unknown): number | null {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  if (!isRecord(value)) return null
  let bytes = 16
  for (const key in value) {
    const entry = value[key]
    if (typeof entry === 'object' && entry !== null) return null
    bytes += key.length + (typeof entry === 'string' ? entry.length : 8)
  }
  return bytes
}

function isRecord(value: object): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === Object.prototype
}

/**
 * The values of items that go in one message. What is one object here would be one object to the plugin, and changing
 * one item would change another: so only the first item that has an object goes as it is, the others as copies.
 */
export function apart(items: readonly Item[]): unknown[] {
  const taken = new Set<object>()
  return items.map(({ value }) => {
    if (typeof value !== 'object' || value === null) return value
    const parts = partsOf(value)
    const isShared = parts.some((part) => taken.has(part))
    for (const part of parts) taken.add(part)
    return isShared ? copyOf(value) : value
  })
}

/** The objects that a value is made of, itself first. */
function partsOf(value: object): readonly object[] {
  if (rowBytes(value) !== null) return [value]
  const parts = new Set<object>()
  byteLengthUpTo(Infinity, value, parts)
  return [...parts]
}

function copyOf(value: object): unknown {
  try {
    return structuredClone(value)
  } catch {
    // It cannot be sent either, and that says so.
    return value
  }
}
