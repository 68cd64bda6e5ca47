import * as Papa from 'papaparse'
import { reservedKeys } from '../../kernel/reserved-keys'
import { gather, maxRecordLength, tooLong, type Gathered, type RecordReader } from './record-reader'

/** What Papa's own parser tells; its types leave it open. */
interface Parsed {
  readonly data: string[][]
  readonly errors: readonly { readonly row: number }[]
  /** Where the rows end. */
  readonly meta: { readonly cursor: number }
}

interface Format {
  readonly newline: '\n' | '\r'
  /** Takes the rows that have ended, so many at most; or with `'end'` what has not ended as well. */
  parse(text: string, most: number | 'end'): Parsed
}

/** What the format is guessed by, in characters. */
const guessedLength = 65_536
/** How much is looked at behind a row whose quotes do not match, in characters: each such row has it looked at again. */
const carefulLength = 1_024

const badQuotes = 'its quotes do not match; a quote within quotes is written twice'

/**
 * Reads CSV: the first row names the fields of those that follow, whose values are texts. A row that does not fit, or
 * whose quotes do not, is left out, and reading goes on with the next line.
 */
export function createCsvReader(): RecordReader {
  let format: Format | null = null
  let names: readonly string[] | null = null
  let rest = ''
  /** Of the row that comes next. */
  let line = 1
  /** How much is looked at. */
  let reach = Infinity
  /** A row that had not ended is looked at again when there is twice as much of it: else a long one takes for ever. */
  let worthwhile = 0
  /** The line began with a row that was given up, and is passed over. */
  let passingOver = false

  function addRow(row: string[], to: Gathered): void {
    const last = row[row.length - 1] ?? ''
    if (last.endsWith('\r')) row[row.length - 1] = last.slice(0, -1)
    if (row.length === 1 && row[0] === '') return
    if (names === null) names = uniqueNames(row)
    else if (row.length === names.length) to.add(toRecord(names, row))
    else to.leaveOut(line, `it has ${fields(row.length)}, and the header ${names.length}`)
  }

  function take({ data, meta }: Parsed, mayHaveBreaks: boolean, { newline }: Format, to: Gathered): void {
    for (const row of data) {
      const breaks = mayHaveBreaks ? row.reduce((sum, field) => sum + field.split(newline).length - 1, 0) : 0
      addRow(row, to)
      line += 1 + breaks
    }
    rest = rest.slice(meta.cursor)
  }

  /** Gives up the row that comes next: what follows its first line may be rows again. */
  function giveUp(problem: string, known: Format, to: Gathered): void {
    to.leaveOut(line, problem)
    passingOver = true
    passOver(known)
  }

  function passOver({ newline }: Format): void {
    const end = rest.indexOf(newline)
    rest = end === -1 ? '' : rest.slice(end + 1)
    if (end === -1) return
    passingOver = false
    line++
  }

  /** Takes the rows that have ended. Whether that brought it any further. */
  function takeWhole(known: Format, to: Gathered): boolean {
    // Up to the end of a line, so that it shows what follows each quote.
    const text = rest.slice(0, rest.lastIndexOf(known.newline, reach - 1) + 1)
    const hasQuotes = text.includes('"')
    const whole = known.parse(text, Infinity)
    const [bad] = whole.errors
    if (bad) {
      if (bad.row > 0) take(known.parse(text, bad.row), hasQuotes, known, to)
      giveUp(badQuotes, known, to)
      reach = carefulLength
      return true
    }
    const hasMore = reach < rest.length
    reach *= 2
    take(whole, hasQuotes, known, to)
    return hasMore || whole.data.length > 0
  }

  function read(known: Format, to: Gathered, isEnd: boolean): void {
    if (passingOver) passOver(known)
    while (rest !== '' && (isEnd || rest.length >= worthwhile)) {
      worthwhile = 0
      if (takeWhole(known, to)) continue
      if (rest.length > maxRecordLength) giveUp(tooLong, known, to)
      else if (!isEnd) worthwhile = 2 * rest.length
      else {
        const last = known.parse(rest, 'end')
        if (last.errors.length > 0) giveUp(badQuotes, known, to)
        else take(last, true, known, to)
      }
    }
  }

  return {
    push(text) {
      const to = gather()
      rest += text
      // A "\r" alone may be half an end of line.
      if (format || rest.trimEnd().includes('\n') || rest.length > guessedLength)
        read((format ??= guessFormat(rest)), to, false)
      return to
    },
    end() {
      const to = gather()
      read((format ??= guessFormat(rest)), to, true)
      return to
    },
  }
}

function guessFormat(start: string): Format {
  const sample = start.slice(0, guessedLength)
  // By the header alone: in the values of the rows, any delimiter may stand within quotes.
  const [header = ''] = sample.trimStart().split(/[\r\n]/, 1)
  const { delimiter } = Papa.parse<string[]>(header).meta
  // A "\r" before the "\n" is taken off the last field: a file may have both ends of line.
  const newline = sample.includes('\r') && !sample.includes('\n') ? '\r' : '\n'
  const quick = new Papa.Parser({ delimiter, newline })
  return {
    newline,
    parse(text, most) {
      const isBounded = most !== 'end' && most !== Infinity
      // The library's quick way takes a row too many where there is a bound.
      const parser = isBounded ? new Papa.Parser({ delimiter, newline, preview: most, fastMode: false }) : quick
      const parsed: unknown = parser.parse(text, 0, most !== 'end')
      if (!isParsed(parsed)) throw new TypeError('The CSV library gave something else.')
      return parsed
    },
  }
}

function isParsed(value: unknown): value is Parsed {
  return typeof value === 'object' && value !== null && 'data' in value && 'errors' in value && 'meta' in value
}

function toRecord(names: readonly string[], row: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {}
  for (let column = 0; column < names.length; column++) record[names[column] ?? ''] = row[column] ?? ''
  return record
}

/** A name for each column: one that is missing, taken or not allowed is told apart by its number. */
function uniqueNames(header: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return header.map((given, column) => {
    const name = given.trim()
    const isUsable = name !== '' && !reservedKeys.has(name)
    let unique = isUsable ? name : `column ${column + 1}`
    for (let n = 2; taken.has(unique); n++) unique = `${isUsable ? name : `column ${column + 1}`} ${n}`
    taken.add(unique)
    return unique
  })
}

function fields(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`
}
