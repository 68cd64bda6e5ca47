/** What the worker hands to the guest that runs inside QuickJS: all that it has of the world. */
export interface Bridge {
  /** Sends a message to the host, as `encode` wrote it. */
  post(text: string, ...buffers: ArrayBuffer[]): void
  /** Has `handlers.fire` called with `id` after `ms` milliseconds: once, or again and again. */
  setTimer(id: number, ms: number, repeats: boolean): void
  clearTimer(id: number): void
  /** Makes a module's text what `import(url)` gives. */
  provide(url: string, code: string): void
  /** The text as UTF-8. */
  encodeText(text: string): ArrayBuffer
  /** Makes a decoder of the platform's; its encoding's name, or `null` where there is no such encoding. */
  openDecoder(id: number, label: string, fatal: boolean, ignoreBOM: boolean): string | null
  /** The text of the next bytes, or `null` where they are no text. */
  decodeText(id: number, bytes: ArrayBuffer, stream: boolean): string | null
  closeDecoder(id: number): void
  /** Bytes that nobody can guess. */
  randomBytes(length: number): ArrayBuffer
  /** The parts of a URL as JSON (see {@link UrlParts}), or `null` where it is none. */
  parseUrl(url: string, base: string | null): string | null
  /** The same for a URL of which one part was set. */
  changeUrl(url: string, part: string, value: string): string | null
  /** The names and values of a query as JSON. */
  readQuery(query: string): string
  /** The query of names and values that are given as JSON. */
  writeQuery(pairs: string): string
  /** The plugin called `self.close()`. */
  close(): void
  /** Tells the worker how to reach the guest. To be called once. */
  serve(handlers: Handlers): void
}

/** How the worker reaches the guest. */
export interface Handlers {
  receive(text: string, ...buffers: ArrayBuffer[]): void
  fire(timer: number): void
  /** A promise was rejected and nobody looked, when all that was to do had been done. */
  rejected(reason: unknown): void
  /** After an interrupt: gives up the calls that nobody can answer any more. Their ids, as JSON. */
  giveUpLost(): string
}

/** A URL as the platform takes it apart. */
export interface UrlParts {
  readonly href: string
  readonly origin: string
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
}

/** All but the origin, which follows from the others. */
export const changeableParts = [
  'hash',
  'host',
  'hostname',
  'href',
  'password',
  'pathname',
  'port',
  'protocol',
  'search',
  'username',
] as const satisfies readonly (keyof UrlParts)[]
