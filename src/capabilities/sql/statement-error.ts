import type { SqlFailure } from './failures'

/** What PostgreSQL tells of an error, as far as it is used here. */
export interface ServerError {
  readonly message: string
  readonly code: string | undefined
  readonly detail: string | undefined
  readonly hint: string | undefined
  /** Counted from 1, in characters, not in UTF-16 units. */
  readonly position: string | undefined
}

/** PostgreSQL's own words, with the SQLSTATE and the place in the text. */
export function statementFailure({ message, code, detail, hint, position }: ServerError, text: string): SqlFailure {
  const place = position === undefined ? null : locate(text, Number(position))
  const facts = [code, ...(place === null ? [] : [`line ${place.line}, column ${place.column}`])]
  const sentences = [`${message} (${facts.join(', ')})`, detail, hint, moreThanOne(code, message)]
  return {
    kind: 'statement',
    message: sentences.flatMap((sentence) => (sentence ? [endSentence(sentence)] : [])).join(' '),
  }
}

function moreThanOne(code: string | undefined, message: string): string | undefined {
  if (code !== '42601' || !message.includes('multiple commands')) return undefined
  return 'Send one statement a query; several that belong together can be one with "with … as (…)", or a "do" block'
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** Both from 1, in characters. */
function locate(text: string, position: number): { line: number; column: number } {
  const before = Array.from(text).slice(0, position - 1)
  return {
    line: before.filter((character) => character === '\n').length + 1,
    column: before.length - before.lastIndexOf('\n'),
  }
}
