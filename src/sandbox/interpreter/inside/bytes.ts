import {
  bufferLength,
  bytesSlice,
  isView,
  PrivateTypeError,
  PrivateUint8Array,
  typedArrayBuffer,
  typedArrayBytes,
  typedArrayOffset,
  viewBuffer,
  viewLength,
  viewOffset,
} from '../../guest/language'

/**
 * The bytes that a buffer or a view of one covers, not copied.
 *
 * @throws TypeError for what is neither
 */
export function viewOf(source: unknown): Uint8Array {
  if (!isView(source)) {
    // Throws for what is no buffer.
    bufferLength(source as ArrayBuffer)
    return new PrivateUint8Array(source as ArrayBuffer)
  }
  try {
    const array = source as Uint8Array
    return new PrivateUint8Array(typedArrayBuffer(array), typedArrayOffset(array), typedArrayBytes(array))
  } catch {
    const view = source as DataView
    return new PrivateUint8Array(viewBuffer(view), viewOffset(view), viewLength(view))
  }
}

/** A copy of the bytes of a buffer or of a view of one. */
export function copyBytes(source: unknown): Uint8Array<ArrayBuffer> {
  try {
    const view = viewOf(source)
    return bytesSlice(view, 0, typedArrayBytes(view))
  } catch {
    throw new PrivateTypeError('An ArrayBuffer, or a view of one, is asked for here')
  }
}
