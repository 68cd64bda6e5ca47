/** A piece of JSON text, as it is coloured. */
export interface JsonToken {
  readonly text: string
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'rest'
}

const pattern = /("(?:[^"\\\n]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false|null)\b/g

/** Splits JSON text, finished or not, into pieces that put together are the text. */
export function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) tokens.push({ text: text.slice(at, match.index), kind: 'rest' })
    const [whole, string, colon, number] = match
    if (string !== undefined) {
      tokens.push({ text: string, kind: colon === undefined ? 'string' : 'key' })
      if (colon !== undefined) tokens.push({ text: colon, kind: 'rest' })
    } else tokens.push({ text: whole, kind: number === undefined ? 'word' : 'number' })
    at = match.index + whole.length
  }
  if (at < text.length) tokens.push({ text: text.slice(at), kind: 'rest' })
  return tokens
}
