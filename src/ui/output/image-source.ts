import { isImageAddress, isImageBlob, isImageBytes, isImageData } from './kind'

/** Where to get an image from. Whoever opens it calls `close`. */
export type ImageSource =
  | {
      readonly kind: 'address'
      readonly address: string
      readonly bytes: number | null
      readonly mime: string
      close(): void
    }
  | { readonly kind: 'pixels'; readonly pixels: ImageData; close(): void }

/** Makes an image of an output that is one; `null` for any other value. */
export function openImage(value: unknown): ImageSource | null {
  if (isImageAddress(value)) {
    const [mime = ''] = value.slice(5, 100).split(/[;,]/)
    return { kind: 'address', address: value, bytes: null, mime, close: () => undefined }
  }
  if (isImageData(value)) return { kind: 'pixels', pixels: value, close: () => undefined }
  if (isImageBytes(value)) return ofBlob(new Blob([value.bytes], { type: value.mime }))
  return isImageBlob(value) ? ofBlob(value) : null
}

function ofBlob(blob: Blob): ImageSource {
  const address = URL.createObjectURL(blob)
  return { kind: 'address', address, bytes: blob.size, mime: blob.type, close: () => URL.revokeObjectURL(address) }
}

/** 1536 → '1.5 kB'. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  const [unit, share] = bytes < 1_000_000 ? (['kB', 1_000] as const) : (['MB', 1_000_000] as const)
  return `${(bytes / share).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`
}
