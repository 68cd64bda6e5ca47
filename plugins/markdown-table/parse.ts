export interface Column {
  name: string
  cells: string[]
}

/** Reads CSV text, whose first line has the names, or a list of objects, whose keys are the names. */
export function parseTable(input: unknown): Column[] {
  if (typeof input === 'string') return fromCsv(input)
  if (Array.isArray(input)) return fromObjects(input)
  throw new TypeError('The input must be CSV text or a list of objects.')
}

function fromObjects(items: unknown[]): Column[] {
  const rows = items.map((item, index) => {
    if (isObject(item)) return new Map(Object.entries(item))
    throw new TypeError(`Item ${index} is ${JSON.stringify(item)}, which is no object.`)
  })
  const names = new Set(rows.flatMap((row) => [...row.keys()]))
  if (names.size === 0) throw new TypeError('There is nothing to show: send at least one object with a field.')
  return Array.from(names, (name) => ({ name, cells: rows.map((row) => toText(row.get(name))) }))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A field of CSV, by RFC 4180: in quotes it may hold commas, line breaks and doubled quotes. */
const csvField = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/g

function fromCsv(text: string): Column[] {
  const records: string[][] = []
  let fields: string[] = []
  for (const [, quoted, bare = '', end] of text.matchAll(csvField)) {
    fields.push(quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (fields.some((field) => field !== '')) records.push(fields)
    fields = []
  }
  const [names, ...rows] = records
  if (names === undefined) throw new TypeError('There is nothing to show: the first line must name the columns.')
  const tooLong = rows.findIndex((row) => row.length > names.length)
  if (tooLong >= 0) throw new RangeError(`Row ${tooLong + 1} has more fields than there are columns.`)
  return names.map((name, index) => ({ name, cells: rows.map((row) => row[index] ?? '') }))
}
