import { isImageBlob, isImageBytes, markupOf } from './kind'
import { printValue, wholeBounds } from './print'

export interface WholeOutput {
  readonly blob: Blob
  readonly extension: string
}

/** An output as a file, whole: bytes as they are, markup and plain data under their own names. */
export function wholeOutput(value: unknown): WholeOutput {
  if (isImageBlob(value)) return { blob: value, extension: extensionOf(value.type) }
  if (isImageBytes(value))
    return { blob: new Blob([value.bytes], { type: value.mime }), extension: extensionOf(value.mime) }
  if (value instanceof Uint8Array || value instanceof ArrayBuffer)
    return { blob: new Blob([value as Uint8Array<ArrayBuffer> | ArrayBuffer]), extension: 'bin' }
  const { text } = printValue(value, wholeBounds)
  const extension = typeof value === 'string' ? (markupOf(value) ?? 'txt') : isJson(text) ? 'json' : 'txt'
  return { blob: new Blob([text], { type: 'text/plain' }), extension }
}

function extensionOf(mime: string): string {
  return /^image\/([a-z0-9]+)/i.exec(mime)?.[1]?.toLowerCase() ?? 'bin'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Lets the browser save a file. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of the file by then; Safari has not at once.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
