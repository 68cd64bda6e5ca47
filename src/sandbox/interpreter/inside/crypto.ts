import {
  bytesSet,
  isView,
  PrivateTypeError,
  PrivateUint8Array,
  typedArrayBytes,
  typedArrayName,
} from '../../guest/language'
import { randomBytes } from './bridge'
import { viewOf } from './bytes'

const PrivateDOMException = DOMException
/** As every platform has it. */
const maxBytes = 65_536

function isOfIntegers(view: ArrayBufferView): boolean {
  const name = typedArrayName(view as Uint8Array) as string | undefined
  return name !== undefined && name !== 'Float16Array' && name !== 'Float32Array' && name !== 'Float64Array'
}

function getRandomValues(values: unknown): unknown {
  if (!isView(values)) throw new PrivateTypeError('getRandomValues fills a typed array')
  if (!isOfIntegers(values)) {
    throw new PrivateDOMException('getRandomValues fills a typed array of integers', 'TypeMismatchError')
  }
  const bytes = viewOf(values)
  const length = typedArrayBytes(bytes)
  if (length > maxBytes) {
    throw new PrivateDOMException(
      `getRandomValues gives ${maxBytes} bytes at once, not ${length}`,
      'QuotaExceededError',
    )
  }
  bytesSet(bytes, new PrivateUint8Array(randomBytes(length)), 0)
  return values
}

export const crypto = { getRandomValues }
