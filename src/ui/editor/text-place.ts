import type { TextPosition } from './view-state'

/** The line and column of an offset in a text with `\n` line ends. */
export function positionAt(text: string, offset: number): TextPosition {
  let line = 1
  let lineStart = 0
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', lineStart)) {
    line++
    lineStart = end + 1
  }
  return { line, column: offset - lineStart + 1 }
}

/** The offset of a line and column in a text with `\n` line ends; a place beyond the text is brought back into it. */
export function offsetAt(text: string, { line, column }: TextPosition): number {
  let lineStart = 0
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', lineStart)
    if (end < 0) return text.length
    lineStart = end + 1
  }
  const lineEnd = text.indexOf('\n', lineStart)
  return Math.min(lineStart + column - 1, lineEnd < 0 ? text.length : lineEnd)
}

/** A textarea gives every line end as `\n`; this puts back those that the file has. */
export function withLineEnds(text: string, like: string): string {
  return like.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text
}
