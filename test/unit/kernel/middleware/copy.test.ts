import { describe, expect, it } from 'vitest'
import { copyOf } from '../../../../src/kernel/middleware/copy'

const round: unknown[] = [1]
round.push({ round })

/** Each level holds the one below twice: 2^40 parts for who looks at each. */
function doubling(levels: number): unknown {
  return levels === 0 ? { end: true } : ((below) => [below, below])(doubling(levels - 1))
}

describe('a copy', () => {
  it.each<[string, unknown]>([
    ['a text', 'a'],
    ['nothing', undefined],
    ['an object', { a: [1, { b: null }], c: undefined, d: -0 }],
    ['a list with a hole', [1, , 3]], // eslint-disable-line no-sparse-arrays -- the hole is what is copied
    ['a list with a member of its own', Object.assign([1], { name: 'a' })],
    ['an object with an own __proto__', JSON.parse('{"__proto__":{"a":1},"b":2}')],
    ['a map in an object', { map: new Map([[{ a: 1 }, new Set([2])]]) }],
    ['a date, bytes', [new Date(5), new Uint8Array([1, 2])]],
    ['what goes round in a circle', round],
    ['what is long', Array.from({ length: 5_000 }, (_, n) => ({ n }))],
  ])('of %s is the same as a structured clone', (_, value) => {
    const copied = copyOf(value)
    expect(copied).toStrictEqual(structuredClone(value))
    if (typeof value === 'object') expect(copied).not.toBe(value)
  })

  it('shares nothing with what it was made of', () => {
    const value = { list: [{ n: 1 }] }
    const copied = copyOf(value)
    value.list[0]!.n = 2
    expect(copied).toEqual({ list: [{ n: 1 }] })
  })

  it('of what stands in very many places comes to an end', () => {
    const copied = copyOf(doubling(40))
    expect(copied).toHaveLength(2)
    expect(Array.isArray(copied) && copied[0] === copied[1]).toBe(true)
  })
})
