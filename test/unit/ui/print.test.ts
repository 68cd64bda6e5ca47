import { describe, expect, it } from 'vitest'
import { printValue, shownBounds, wholeBounds } from '../../../src/ui/output/print'

const print = (value: unknown) => printValue(value, wholeBounds).text

describe('an output as text', () => {
  it('is JSON for plain data', () => {
    const value = { name: 'Ada', tags: ['a', 'b'], empty: {}, none: [], nested: { deep: [1, null, true] } }
    expect(print(value)).toBe(JSON.stringify(value, null, 2))
  })

  it('is the text itself for a text, markup included', () => {
    expect(print('<b>Hi</b>\n')).toBe('<b>Hi</b>\n')
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [-0, '-0'],
    [10n, '10n'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'Invalid Date'],
    [new Map([['a', 1]]), 'Map(1) {\n  "a" → 1\n}'],
    [new Set([1, 'b']), 'Set(2) [\n  1,\n  "b"\n]'],
    [new Uint8Array([1, 2, 3]), 'Uint8Array(3) [1, 2, 3]'],
    [new Uint8Array([7]).buffer, 'ArrayBuffer(1) [7]'],
  ])('says %s', (value, text) => {
    expect(print(value)).toBe(text)
  })

  it('marks a cycle instead of following it', () => {
    const self: Record<string, unknown> = { name: 'loop' }
    self['list'] = [self]
    expect(print(self)).toContain('[cyclic: 2 up]')
  })

  it('stops at its bounds, deep or long', () => {
    let deep: unknown = 'end'
    for (let depth = 0; depth < 10_000; depth++) deep = [deep]
    expect(printValue(deep, shownBounds).cut).toBe(true)
    const long = printValue(
      Array.from({ length: 1_000_000 }, (_, index) => index),
      shownBounds,
    )
    expect(long.cut).toBe(true)
    expect(long.text).toHaveLength(shownBounds.maxChars)
  })
})
