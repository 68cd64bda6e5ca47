import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../../src/app/items/item-kind'
import { createCsvReader } from '../../../../src/app/items/read-csv'
import { createJsonLinesReader, createTextReader } from '../../../../src/app/items/read-lines'
import { maxRecordLength, type RecordReader } from '../../../../src/app/items/record-reader'

/** What a reader makes of these pieces, and what it could not read. */
function readAll(reader: RecordReader, ...pieces: string[]) {
  const read = [...pieces.map((piece) => reader.push(piece)), reader.end()]
  const items = read.flatMap(({ items }) => items).filter((item) => item !== undefined)
  return { items, problems: read.flatMap(({ unread }) => unread.map(({ message }) => message)) }
}

const csv = (...pieces: string[]) => readAll(createCsvReader(), ...pieces)
const jsonLines = (...pieces: string[]) => readAll(createJsonLinesReader(), ...pieces)
const text = (...pieces: string[]) => readAll(createTextReader(), ...pieces)

/** Every way to cut a text in two. */
function cuts(whole: string): [string, string][] {
  return Array.from({ length: whole.length + 1 }, (_, at) => [whole.slice(0, at), whole.slice(at)])
}

describe('CSV', () => {
  it('gives an object for each row, under the names of the header', () => {
    expect(csv('name,age\nAda,36\nGrace,85\n')).toEqual({
      items: [
        { name: 'Ada', age: '36' },
        { name: 'Grace', age: '85' },
      ],
      problems: [],
    })
  })

  it('needs no end of line after the last row', () => {
    expect(csv('a\n1\n2').items).toEqual([{ a: '1' }, { a: '2' }])
  })

  const tricky = 'name,said\r\nAda,"one, ""two""\r\nthree"\r\n"","" \r\n\r\nZoë,x\r\n'
  it('takes quoted fields with breaks, commas and quotes in them, however the text is cut', () => {
    const items = [
      { name: 'Ada', said: 'one, "two"\r\nthree' },
      { name: '', said: '' },
      { name: 'Zoë', said: 'x' },
    ]
    for (const pieces of cuts(tricky)) expect(csv(...pieces), JSON.stringify(pieces)).toEqual({ items, problems: [] })
  })

  it('takes any values back that were quoted', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', ';', 'é') })
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), fc.nat(), (rows, cut) => {
        const quoted = [
          'first,second',
          ...rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')),
        ]
        const whole = quoted.join('\n')
        const at = cut % whole.length
        expect(csv(whole.slice(0, at), whole.slice(at))).toEqual({
          items: rows.map(([first, second]) => ({ first, second })),
          problems: [],
        })
      }),
    )
  })

  it.each(['a;b\n1;2\n3;4', 'a\tb\n1\t2\n3\t4', 'a,b\r1,2\r3,4', 'a,b\r\n1,2\n3,4'])(
    'finds out its format: %j',
    (whole) => {
      expect(csv(whole).items).toEqual([
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ])
    },
  )

  it('tells the line of a row that does not fit the header', () => {
    expect(csv('a,b\n1,2\n\n"3\n3",4\n5\n6,7\n')).toEqual({
      items: [
        { a: '1', b: '2' },
        { a: '3\n3', b: '4' },
        { a: '6', b: '7' },
      ],
      problems: ['Line 6: it has 1 field, and the header 2'],
    })
  })

  it('goes on after a row whose quotes do not match, however the text is cut', () => {
    const problems = [
      'Line 3: its quotes do not match; a quote within quotes is written twice',
      'Line 5: its quotes do not match; a quote within quotes is written twice',
    ]
    const items = [
      { a: '1', b: '2' },
      { a: '5', b: '6' },
      { a: '9', b: '10' },
    ]
    for (const pieces of cuts('a,b\n1,2\n"3"x,4\n5,6\n7,"8\n9,10\n'))
      expect(csv(...pieces), JSON.stringify(pieces)).toEqual({ items, problems })
  })

  it('is soon done with very many rows whose quotes do not match', () => {
    const { problems } = csv(`a,b\n${'"1"x,2\n'.repeat(30_000)}`)
    expect(problems).toHaveLength(30_000)
  })

  it('holds no more of a quote that is never closed than a row may have', () => {
    const rows = Array.from({ length: 10 }, () => `3,${'x'.repeat(1_000_000)}\n`)
    const { items, problems } = csv('a,b\n1,"2\n', ...rows)
    expect(items).toHaveLength(10)
    expect(problems).toEqual(['Line 2: it is longer than 4 MB'])
  })

  it('tells columns apart that have one name, none, or one that is not allowed', () => {
    expect(csv('a,a, ,__proto__\n1,2,3,4').items).toEqual([{ a: '1', 'a 2': '2', 'column 3': '3', 'column 4': '4' }])
  })

  it('of nothing, or of a header alone, has no items', () => {
    for (const whole of ['', '\n\n', 'a,b', 'a,b\n']) expect(csv(whole)).toEqual({ items: [], problems: [] })
  })
})

describe('JSON Lines', () => {
  it('gives a value for each line, however the text is cut', () => {
    for (const pieces of cuts('{"a":1}\r\n\n[2]\n"three"')) {
      expect(jsonLines(...pieces)).toEqual({ items: [{ a: 1 }, [2], 'three'], problems: [] })
    }
  })

  it('tells the line that is no JSON', () => {
    const { items, problems } = jsonLines('1\n\n{"a":\n4\n')
    expect(items).toEqual([1, 4])
    expect(problems).toEqual([expect.stringMatching(/^Line 3: /)])
  })

  it('leaves out a line that is too long, and holds no more of it', () => {
    const long = 'x'.repeat(maxRecordLength / 2)
    expect(jsonLines('1\n"', long, long, long, '"\n2\n')).toEqual({
      items: [1, 2],
      problems: ['Line 2: it is longer than 4 MB'],
    })
  })
})

describe('a text', () => {
  it('gives its lines, the empty ones too, however it is cut', () => {
    for (const pieces of cuts('one\r\n\ntwo\n')) expect(text(...pieces).items).toEqual(['one', '', 'two'])
  })
})

describe('the kind of a file', () => {
  it.each([
    ['rows.csv', '', 'csv'],
    ['ROWS.TSV', '', 'csv'],
    ['rows.jsonl', 'text/csv', 'jsonl'],
    ['rows.ndjson', '', 'jsonl'],
    ['rows.log', '', 'text'],
    ['rows', 'text/csv;charset=utf-8', 'csv'],
    ['rows', 'application/x-ndjson', 'jsonl'],
    ['rows', '', 'text'],
  ])('%s of type %j is %s', (name, type, kind) => {
    expect(kindOf(new File([], name, { type }))).toBe(kind)
  })
})
