import { byteLengthUpTo } from '../../kernel/byte-length'
import { endOfComment } from '../../kernel/sql-comment'
import type { SqlFailure } from './failures'
import type { SqlLimits } from './limits'
import type { Statement } from './protocol'

/** What PostgreSQL reads over before a statement, and where a comment begins that ends with it. */
const readOver = /[ \t\n\v\f\r;]+|--[^\n\r]*|\/\*/y

/** The statement's first characters, without what stands before it. By hand: a pattern for all of it would backtrack. */
function beginningOf(text: string, length: number): string {
  let at = 0
  for (;;) {
    readOver.lastIndex = at
    const found = readOver.exec(text)
    if (found === null) return text.slice(at, at + length)
    at = found[0] === '/*' ? endOfComment(text, readOver.lastIndex) : readOver.lastIndex
  }
}

/** Why a statement is not even sent to PostgreSQL; `null` where it is. */
export function refuseStatement({ text, params }: Statement, limits: SqlLimits): SqlFailure | null {
  if (text.length > limits.textLength)
    return {
      kind: 'params',
      message: `The statement has ${text.length} characters, and may have ${limits.textLength}. Give values as parameters ($1, $2, …).`,
    }
  // PostgreSQL reads a text up to there: what follows would vanish without a word.
  if (text.includes('\0'))
    return { kind: 'params', message: 'The statement has a character U+0000 in it. Take it out.' }
  // PGlite goes down over a COPY that waits for data.
  if (/^copy\b/i.test(beginningOf(text, 5)))
    return { kind: 'statement', message: 'COPY has nobody at its other end here. Use insert and select.' }
  if (params.length > limits.params)
    return {
      kind: 'params',
      message: `There are ${params.length} parameters, and may be ${limits.params}. Send several statements, or one parameter with a list: unnest($1::text[]).`,
    }
  if (byteLengthUpTo(limits.paramBytes, params) > limits.paramBytes)
    return {
      kind: 'params',
      message: `The parameters take more than ${limits.paramBytes / 1e6} MB. Send several statements.`,
    }
  return null
}
