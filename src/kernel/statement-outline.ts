import { endOfComment } from './sql-comment'

/** The audit list shows no more than the beginning; a longer text would only take time. */
const maxRead = 2_000

const quoted = [/'(?:[^']|'')*(?:'|$)/, /\$(?<tag>[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$[^]*?(?:\$\k<tag>\$|$)/]
/** In one of these, a backslash hides a quote. */
const escaped = /[eE]'(?:[^'\\]|\\[^]|'')*(?:'|$)/
const number = /\.?\d[\w.]*/
/** What has a number or a quote in it and is a name, or the number of a param. */
const named = [/"(?:[^"]|"")*(?:"|$)/, /[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*/, /\$\d+/]

const tokens = new RegExp(
  `(?<value>${[escaped, ...quoted, number].map(({ source }) => source).join('|')})|${named.map(({ source }) => source).join('|')}|--[^\\n\\r]*|/\\*`,
  'g',
)

/** What a statement does, without the values that it does it with, and without its comments. */
export function statementOutline(statement: string): string {
  const text = statement.slice(0, maxRead)
  let outline = ''
  let from = 0
  tokens.lastIndex = 0
  for (let found = tokens.exec(text); found; found = tokens.exec(text)) {
    const [token] = found
    const isComment = token === '/*' || token.startsWith('--')
    outline += text.slice(from, found.index)
    outline += isComment ? ' ' : found.groups?.['value'] === undefined ? token : '?'
    if (token === '/*') tokens.lastIndex = endOfComment(text, tokens.lastIndex)
    from = tokens.lastIndex
  }
  return outline + text.slice(from)
}
