import { isFunction, isObject } from '../../guest/kinds-of-value'
import { keys, parse, PrivateTypeError, stringify } from '../../guest/language'
import { readQuery, writeQuery } from './bridge'
import { wellFormed } from './utf8'

type Pair = [name: string, value: string]

function pairOf(entry: unknown): Pair {
  const [name, value, ...more] = [...(entry as Iterable<unknown>)]
  if (value === undefined || more.length > 0) throw new PrivateTypeError('Each entry is a name and a value')
  return [wellFormed(name), wellFormed(value)]
}

function pairsOf(query: string): Pair[] {
  return parse(readQuery(query)) as Pair[]
}

function pairsFrom(init: unknown): Pair[] {
  if (init === undefined) return []
  if (!isObject(init)) return pairsOf(wellFormed(init))
  if (isFunction(init[Symbol.iterator])) return Array.from(init as unknown as Iterable<unknown>, pairOf)
  return keys(init).map((name): Pair => [wellFormed(name), wellFormed(init[name])])
}

/** The one way in for the URL that the parameters belong to. */
export let bindTo: (params: URLSearchParams, query: string, changed: (query: string) => void) => void

export class URLSearchParams {
  #pairs: Pair[]
  #changed: ((query: string) => void) | null = null

  constructor(init?: unknown) {
    this.#pairs = pairsFrom(init)
  }

  #change(pairs: Pair[]): void {
    this.#pairs = pairs
    this.#changed?.(this.toString())
  }

  get size(): number {
    return this.#pairs.length
  }

  append(name: unknown, value: unknown): void {
    this.#change([...this.#pairs, [wellFormed(name), wellFormed(value)]])
  }

  delete(name: unknown, value?: unknown): void {
    const gone = matcher(name, value)
    this.#change(this.#pairs.filter((pair) => !gone(pair)))
  }

  get(name: unknown): string | null {
    return this.#pairs.find(matcher(name))?.[1] ?? null
  }

  getAll(name: unknown): string[] {
    return this.#pairs.filter(matcher(name)).map(([, value]) => value)
  }

  has(name: unknown, value?: unknown): boolean {
    return this.#pairs.some(matcher(name, value))
  }

  set(name: unknown, value: unknown): void {
    const isOne = matcher(name)
    const first = this.#pairs.findIndex(isOne)
    const pair: Pair = [wellFormed(name), wellFormed(value)]
    if (first === -1) return this.#change([...this.#pairs, pair])
    this.#change([...this.#pairs.slice(0, first), pair, ...this.#pairs.slice(first).filter((one) => !isOne(one))])
  }

  sort(): void {
    this.#change([...this.#pairs].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)))
  }

  toString(): string {
    return writeQuery(stringify(this.#pairs))
  }

  forEach(callback: unknown, self?: unknown): void {
    if (!isFunction(callback)) throw new PrivateTypeError('forEach takes a function')
    for (const [name, value] of this) callback.call(self, value, name, this)
  }

  *entries(): IterableIterator<Pair> {
    for (let index = 0; index < this.#pairs.length; index++) {
      const [name, value] = this.#pairs[index] ?? ['', '']
      yield [name, value]
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): IterableIterator<Pair> {
    return this.entries()
  }

  static {
    bindTo = (params, query, changed) => {
      params.#pairs = pairsOf(query)
      params.#changed = changed
    }
  }
}

function matcher(name: unknown, value?: unknown): (pair: Pair) => boolean {
  const wantedName = wellFormed(name)
  const wantedValue = value === undefined ? null : wellFormed(value)
  return (pair) => pair[0] === wantedName && (wantedValue === null || pair[1] === wantedValue)
}
