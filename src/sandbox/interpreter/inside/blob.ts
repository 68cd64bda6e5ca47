import { isObject } from '../../guest/kinds-of-value'
import {
  bytesSet,
  bytesSlice,
  isArray,
  isView,
  lower,
  PrivatePromise,
  PrivateString,
  PrivateTypeError,
  PrivateUint8Array,
  typedArrayBuffer,
  typedArrayBytes,
} from '../../guest/language'
import { decodeText, openDecoder } from './bridge'
import { copyBytes } from './bytes'
import { utf8Of } from './utf8'

/** The decoder of every blob: number 0 is nobody else's. */
const decoder = 0
openDecoder(decoder, 'utf-8', false, false)

let bytesOf: (blob: Blob) => Uint8Array<ArrayBuffer>

function partBytes(part: unknown): Uint8Array {
  if (isObject(part)) {
    if (isView(part)) return copyBytes(part)
    try {
      return bytesOf(part as unknown as Blob)
    } catch {
      // No blob: a buffer, or something to be written as text.
    }
    try {
      return copyBytes(part)
    } catch {
      // Written as text.
    }
  }
  return utf8Of(part)
}

export class Blob {
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #type: string

  constructor(parts: unknown = [], options?: unknown) {
    if (!isArray(parts)) throw new PrivateTypeError('A Blob takes a list of parts')
    const pieces: Uint8Array[] = []
    let size = 0
    for (let index = 0; index < parts.length; index++) {
      const piece = partBytes(parts[index])
      pieces[index] = piece
      size += typedArrayBytes(piece)
    }
    this.#bytes = new PrivateUint8Array(size)
    for (let index = 0, at = 0; index < pieces.length; index++) {
      const piece = pieces[index]
      if (piece === undefined) break
      bytesSet(this.#bytes, piece, at)
      at += typedArrayBytes(piece)
    }
    const type = isObject(options) ? options['type'] : undefined
    this.#type = type === undefined ? '' : lower(PrivateString(type))
  }

  get size(): number {
    return typedArrayBytes(this.#bytes)
  }

  get type(): string {
    return this.#type
  }

  slice(start = 0, end = this.size, type = ''): Blob {
    return new Blob([bytesSlice(this.#bytes, start, end)], { type })
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return PrivatePromise.resolve(typedArrayBuffer(copyBytes(this.#bytes)) as ArrayBuffer)
  }

  bytes(): Promise<Uint8Array> {
    return PrivatePromise.resolve(copyBytes(this.#bytes))
  }

  text(): Promise<string> {
    return PrivatePromise.resolve(decodeText(decoder, typedArrayBuffer(this.#bytes) as ArrayBuffer, false) ?? '')
  }

  static {
    bytesOf = (blob) => blob.#bytes
  }
}

/**
 * The bytes of a blob.
 *
 * @throws TypeError for what is none
 */
export function blobBuffer(blob: object): ArrayBuffer {
  return typedArrayBuffer(bytesOf(blob as Blob)) as ArrayBuffer
}
