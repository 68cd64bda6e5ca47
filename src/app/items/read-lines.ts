import { gather, maxRecordLength, tooLong, type Gathered, type RecordReader } from './record-reader'

/** Each line is an item, the empty ones too. */
export const createTextReader = (): RecordReader => createLineReader((text, _line, to) => to.add(text))

/** Each line that is not empty is a JSON value. */
export const createJsonLinesReader = (): RecordReader =>
  createLineReader((text, line, to) => {
    if (text.trim() === '') return
    try {
      to.add(JSON.parse(text))
    } catch (error) {
      to.leaveOut(line, error instanceof Error ? error.message : 'it is not JSON')
    }
  })

function createLineReader(read: (text: string, line: number, to: Gathered) => void): RecordReader {
  /** The line that has not ended; of one that is too long, nothing. */
  let rest = ''
  let isTooLong = false
  let line = 1

  function finish(text: string, to: Gathered): void {
    if (isTooLong || text.length > maxRecordLength) to.leaveOut(line, tooLong)
    else read(text.endsWith('\r') ? text.slice(0, -1) : text, line, to)
    isTooLong = false
    line++
  }

  return {
    push(text) {
      const to = gather()
      const [first = '', ...others] = text.split('\n')
      const lines = [rest + first, ...others]
      rest = lines.pop() ?? ''
      for (const one of lines) finish(one, to)
      if (rest.length > maxRecordLength) {
        isTooLong = true
        rest = ''
      }
      return to
    },
    end() {
      const to = gather()
      if (rest !== '' || isTooLong) finish(rest, to)
      return to
    },
  }
}
