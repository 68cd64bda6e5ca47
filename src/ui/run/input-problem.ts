/** What is wrong with an input, on one line, and where. */
export interface InputProblem {
  readonly text: string
  /** The place in the text, from 0; `null` where the browser does not name one. */
  readonly offset: number | null
  /** The whole is a plain text that lacks its quotes. */
  readonly lacksQuotes: boolean
}

/** Makes a line of what the JSON parser said; each browser says it in its own way. */
export function inputProblem(input: string, said: string): InputProblem {
  const lacksQuotes = !/^\s*["[{\d-]/.test(input)
  const offset = offsetOf(input, said)
  if (lacksQuotes) return { text: 'Not JSON: a text needs double quotes.', offset, lacksQuotes }
  const reason = said
    .replace(/^The input is not JSON: /, '')
    .replace(/\. A text needs double quotes: .*$/s, '')
    .replace(/, (\.\.\.)?".*" is not valid JSON$/s, '')
    .replace(
      / in JSON at position \d+| at line \d+ column \d+ of the JSON data|^JSON\.parse: | \(line \d+ column \d+\)/g,
      '',
    )
  return { text: `Not JSON: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`, offset, lacksQuotes }
}

function offsetOf(input: string, said: string): number | null {
  const position = /at position (\d+)/.exec(said)?.[1]
  if (position !== undefined) return Math.min(Number(position), input.length)
  const [, line, column] = /line (\d+) column (\d+)/.exec(said) ?? []
  if (line === undefined || column === undefined) return /end of (JSON|data)/i.test(said) ? input.length : null
  const before = input.split('\n').slice(0, Number(line) - 1)
  return Math.min(before.join('\n').length + (before.length > 0 ? 1 : 0) + Number(column) - 1, input.length)
}
