import { describe, expect, it } from 'vitest'
import { sortedRows } from '../../../src/ui/output/sorted-rows'
import { tableOf } from '../../../src/ui/output/table-data'

describe('an output as a table', () => {
  it('has a column for each key, numeric where all its values are', () => {
    const table = tableOf([
      { name: 'Ada', born: 1815 },
      { name: 'Grace', born: 1906, note: 'compiler' },
    ])!
    expect(table.columns.map(({ label, numeric }) => [label, numeric])).toEqual([
      ['name', false],
      ['born', true],
      ['note', false],
    ])
    expect(table.cell(0, 2)).toBeUndefined()
  })

  it('takes a list of lists', () => {
    const table = tableOf([
      [1, 'a'],
      [2, 'b'],
    ])!
    expect(table.columns).toHaveLength(2)
    expect(table.cell(1, 1)).toBe('b')
  })

  it('reads own properties alone', () => {
    const table = tableOf([{ constructor: 1 }, {}, { constructor: 2 }])!
    expect(table.cell(1, 0)).toBeUndefined()
  })

  it('says how many columns it leaves out', () => {
    const row = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`k${index}`, index]))
    expect(tableOf([row])!.columnsLeftOut).toBe(30)
    expect(tableOf([Array.from({ length: 130 }, () => 0)])!.columnsLeftOut).toBe(30)
  })

  it('sorts numbers as numbers, texts as people do, and what is missing last', () => {
    const table = tableOf([{ n: 10 }, { n: 9 }, { n: null }, { n: 'item 10' }, { n: 'item 9' }])!
    const values = (direction: 'ascending' | 'descending') =>
      [...sortedRows(table, { column: 0, direction })].map((row) => table.cell(row, 0))
    expect(values('ascending')).toEqual([9, 10, 'item 9', 'item 10', null])
    expect(values('descending')).toEqual(['item 10', 'item 9', 10, 9, null])
  })

  it('keeps the order of equal rows', () => {
    const table = tableOf([{ n: 1 }, { n: 1 }, { n: 0 }])!
    expect([...sortedRows(table, { column: 0, direction: 'ascending' })]).toEqual([2, 0, 1])
    expect([...sortedRows(table, null)]).toEqual([0, 1, 2])
  })
})
