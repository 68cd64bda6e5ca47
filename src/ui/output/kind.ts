import { tableOf } from './table-data'

/** The ways in which an output can be shown, in the order of the switch. */
export const outputKinds = ['text', 'tree', 'table', 'preview', 'image'] as const

export type OutputKind = (typeof outputKinds)[number]

export const kindLabels: Readonly<Record<OutputKind, string>> = {
  text: 'Text',
  tree: 'Tree',
  table: 'Table',
  preview: 'Preview',
  image: 'Image',
}

export interface Detection {
  /** What fits the value, in the order of {@link outputKinds}. */
  readonly kinds: readonly OutputKind[]
  /** What shows it best. */
  readonly best: OutputKind
}

/** How a value can be shown. Looks at a bounded part of it, so that a huge output costs no more than a small one. */
export function detectKinds(value: unknown): Detection {
  const fits = new Set<OutputKind>(['text', 'tree'])
  if (isTabular(value)) fits.add('table')
  if (markupOf(value) !== null) fits.add('preview')
  if (isImage(value)) fits.add('image')
  const special = (['image', 'preview', 'table'] as const).find((kind) => fits.has(kind))
  const plain = typeof value === 'object' && value !== null && !isAtomic(value) ? 'tree' : 'text'
  return { kinds: outputKinds.filter((kind) => fits.has(kind)), best: special ?? plain }
}

/** The kind to show: the person's choice while it fits, else the best one. */
export function chooseKind(detection: Detection, chosen: string | null): OutputKind {
  return detection.kinds.find((kind) => kind === chosen) ?? detection.best
}

/** Objects that read better as one line than as a tree of one row. */
function isAtomic(value: object): boolean {
  return value instanceof Date || value instanceof RegExp
}

function isTabular(value: unknown): boolean {
  return Array.isArray(value) && tableOf(value) !== null
}

export type Markup = 'svg' | 'html'

/** Enough to see past a prolog, comments and a doctype. */
const lookedAt = 4_000

const prolog = /^(?:\s|<\?xml[^>]*>|<!--[\s\S]*?-->|<!doctype\s+svg[^>]*>)*/i
/** Tags that open a piece of HTML; others are more likely to be XML, or a type parameter. */
const opensHtml =
  /^<(?:!doctype html|html|head|body|div|section|article|main|header|footer|nav|aside|p|h[1-6]|ul|ol|dl|table|figure|form|pre|blockquote|span|b|i|em|strong|a|img|style|details|button|label|hr|br|center|picture)(?=[\s>/])/i

/** Whether a text is SVG or HTML as a whole, as told by how it begins and ends; `null` if it is neither. */
export function markupOf(value: unknown): Markup | null {
  if (typeof value !== 'string') return null
  const start = value.slice(0, lookedAt).replace(prolog, '')
  if (!start.startsWith('<') || !value.slice(-200).trimEnd().endsWith('>')) return null
  if (/^<svg(?=[\s>/])/i.test(start)) return 'svg'
  return opensHtml.test(start) ? 'html' : null
}

const dataImage = /^data:image\/[a-z0-9.+-]+[;,]/i
const imageMime = /^image\/[a-z0-9.+-]+$/i

/** An image as bytes with its type: what a plugin returns to show a picture that it made. */
export interface ImageBytes {
  readonly mime: string
  readonly bytes: Uint8Array<ArrayBuffer> | ArrayBuffer
}

export function isImageBytes(value: unknown): value is ImageBytes {
  if (typeof value !== 'object' || value === null || !('mime' in value) || !('bytes' in value)) return false
  const { mime, bytes } = value
  return (
    typeof mime === 'string' && imageMime.test(mime) && (bytes instanceof Uint8Array || bytes instanceof ArrayBuffer)
  )
}

export function isImageData(value: unknown): value is ImageData {
  return typeof ImageData !== 'undefined' && value instanceof ImageData
}

export function isImageBlob(value: unknown): value is Blob {
  return typeof Blob !== 'undefined' && value instanceof Blob && imageMime.test(value.type)
}

export function isImageAddress(value: unknown): value is string {
  return typeof value === 'string' && dataImage.test(value.slice(0, 100))
}

function isImage(value: unknown): boolean {
  return isImageAddress(value) || isImageBytes(value) || isImageData(value) || isImageBlob(value)
}
