import { defineProperty, parse, PrivateTypeError } from '../../guest/language'
import { changeableParts, type UrlParts } from '../bridge'
import { changeUrl, parseUrl } from './bridge'
import { bindTo, URLSearchParams } from './url-search-params'
import { wellFormed } from './utf8'

function partsOf(url: unknown, base: unknown): UrlParts | null {
  const parts = parseUrl(wellFormed(url), base === undefined ? null : wellFormed(base))
  return parts === null ? null : (parse(parts) as UrlParts)
}

/** The way in for the properties that stand in the table below. */
let read: (url: URL, part: keyof UrlParts) => string
let write: (url: URL, part: keyof UrlParts, value: unknown) => void

/** A URL as the worker takes it apart. */
export class URL {
  #parts: UrlParts
  readonly #searchParams = new URLSearchParams()

  constructor(url: unknown, base?: unknown) {
    const parts = partsOf(url, base)
    if (parts === null) throw new PrivateTypeError('Invalid URL')
    this.#parts = parts
    this.#bindSearch()
  }

  #bindSearch(): void {
    bindTo(this.#searchParams, this.#parts.search, (query) => this.#change('search', query))
  }

  #change(part: keyof UrlParts, value: unknown): void {
    const parts = changeUrl(this.#parts.href, part, wellFormed(value))
    if (parts === null) throw new PrivateTypeError('Invalid URL')
    this.#parts = parse(parts) as UrlParts
  }

  get origin(): string {
    return this.#parts.origin
  }

  get searchParams(): URLSearchParams {
    return this.#searchParams
  }

  toString(): string {
    return this.#parts.href
  }

  toJSON(): string {
    return this.#parts.href
  }

  static canParse(url: unknown, base?: unknown): boolean {
    return partsOf(url, base) !== null
  }

  static parse(url: unknown, base?: unknown): URL | null {
    return URL.canParse(url, base) ? new URL(url, base) : null
  }

  static {
    read = (url, part) => url.#parts[part]
    write = (url, part, value) => {
      url.#change(part, value)
      url.#bindSearch()
    }
  }
}

for (const part of changeableParts) {
  defineProperty(URL.prototype, part, {
    enumerable: true,
    configurable: true,
    get(this: URL) {
      return read(this, part)
    },
    set(this: URL, value: unknown) {
      write(this, part, value)
    },
  })
}
