import { PrivateString, PrivateTypeError, PrivateUint8Array, typedArrayBuffer } from '../../guest/language'
import { isObject } from '../../guest/kinds-of-value'
import { closeDecoder, decodeText, openDecoder } from './bridge'
import { copyBytes } from './bytes'
import { utf8Of } from './utf8'

export class TextEncoder {
  get encoding(): string {
    return 'utf-8'
  }

  encode(text: unknown = ''): Uint8Array<ArrayBuffer> {
    return utf8Of(text)
  }
}

let lastId = 0
/** The decoders themselves are the worker's. */
const abandoned = new FinalizationRegistry<number>((id) => closeDecoder(id))

export class TextDecoder {
  readonly #id = ++lastId
  readonly #encoding: string
  readonly #fatal: boolean
  readonly #ignoreBOM: boolean

  constructor(label: unknown = 'utf-8', options?: unknown) {
    const given = isObject(options) ? options : null
    this.#fatal = given?.['fatal'] === true
    this.#ignoreBOM = given?.['ignoreBOM'] === true
    const encoding = openDecoder(this.#id, PrivateString(label), this.#fatal, this.#ignoreBOM)
    if (encoding === null) throw new RangeError(`The encoding label provided ('${PrivateString(label)}') is invalid.`)
    this.#encoding = encoding
    abandoned.register(this, this.#id)
  }

  get encoding(): string {
    return this.#encoding
  }

  get fatal(): boolean {
    return this.#fatal
  }

  get ignoreBOM(): boolean {
    return this.#ignoreBOM
  }

  decode(bytes?: unknown, options?: unknown): string {
    const given = bytes === undefined ? new PrivateUint8Array() : copyBytes(bytes)
    const stream = isObject(options) && options['stream'] === true
    const text = decodeText(this.#id, typedArrayBuffer(given) as ArrayBuffer, stream)
    if (text === null) throw new PrivateTypeError('The encoded data was not valid.')
    return text
  }
}
