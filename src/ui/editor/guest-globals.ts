/**
 * The globals that a plugin finds beside the language itself: those of a worker, less the doors that the sandbox
 * shuts. `document`, `window` and `fetch` are not among them, so that using one is an error while typing.
 */
export const guestGlobals = `
interface Event { readonly type: string; readonly target: EventTarget | null; readonly timeStamp: number }
interface EventTarget {
  addEventListener(type: string, listener: (event: Event) => void, options?: { once?: boolean; signal?: AbortSignal }): void
  removeEventListener(type: string, listener: (event: Event) => void): void
  dispatchEvent(event: Event): boolean
}
declare var EventTarget: { prototype: EventTarget; new (): EventTarget }
declare var Event: { prototype: Event; new (type: string): Event }

/** Tells that something should stop. */
interface AbortSignal extends EventTarget {
  readonly aborted: boolean
  readonly reason: any
  onabort: ((event: Event) => void) | null
  throwIfAborted(): void
}
declare var AbortSignal: {
  prototype: AbortSignal
  abort(reason?: any): AbortSignal
  any(signals: Iterable<AbortSignal>): AbortSignal
  timeout(milliseconds: number): AbortSignal
}
interface AbortController { readonly signal: AbortSignal; abort(reason?: any): void }
declare var AbortController: { prototype: AbortController; new (): AbortController }

interface DOMException extends Error { readonly code: number }
declare var DOMException: { prototype: DOMException; new (message?: string, name?: string): DOMException }

interface Console {
  log(...values: unknown[]): void
  debug(...values: unknown[]): void
  info(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
}
/** Goes to the Console tab, as ctx.log does; without the number of the call. */
declare var console: Console

declare function setTimeout<Args extends unknown[]>(callback: (...args: Args) => void, milliseconds?: number, ...args: Args): number
declare function clearTimeout(id: number | undefined): void
declare function setInterval<Args extends unknown[]>(callback: (...args: Args) => void, milliseconds?: number, ...args: Args): number
declare function clearInterval(id: number | undefined): void
declare function queueMicrotask(callback: () => void): void
declare function structuredClone<Value>(value: Value): Value
declare function atob(text: string): string
declare function btoa(text: string): string

/** Milliseconds with a fraction. */
declare var performance: { now(): number; readonly timeOrigin: number }
declare var crypto: { getRandomValues<Values extends ArrayBufferView>(values: Values): Values }

interface TextEncoder { readonly encoding: string; encode(text?: string): Uint8Array<ArrayBuffer> }
declare var TextEncoder: { prototype: TextEncoder; new (): TextEncoder }
interface TextDecoder { readonly encoding: string; decode(bytes?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string }
declare var TextDecoder: { prototype: TextDecoder; new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder }

interface URLSearchParams extends Iterable<[string, string]> {
  readonly size: number
  append(name: string, value: string): void
  delete(name: string, value?: string): void
  get(name: string): string | null
  getAll(name: string): string[]
  has(name: string, value?: string): boolean
  set(name: string, value: string): void
  sort(): void
  toString(): string
  forEach(callback: (value: string, key: string) => void): void
  entries(): IterableIterator<[string, string]>
  keys(): IterableIterator<string>
  values(): IterableIterator<string>
}
declare var URLSearchParams: {
  prototype: URLSearchParams
  new (init?: string | Record<string, string> | Iterable<[string, string]>): URLSearchParams
}
interface URL {
  hash: string; host: string; hostname: string; href: string; readonly origin: string; password: string
  pathname: string; port: string; protocol: string; search: string; readonly searchParams: URLSearchParams; username: string
  toString(): string
  toJSON(): string
}
declare var URL: { prototype: URL; new (url: string | URL, base?: string | URL): URL; canParse(url: string | URL, base?: string | URL): boolean }

interface Blob {
  readonly size: number
  readonly type: string
  arrayBuffer(): Promise<ArrayBuffer>
  slice(start?: number, end?: number, type?: string): Blob
  text(): Promise<string>
}
declare var Blob: { prototype: Blob; new (parts?: readonly (string | ArrayBuffer | ArrayBufferView | Blob)[], options?: { type?: string }): Blob }

interface ImageData { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }
`
