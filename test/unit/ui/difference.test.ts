import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differenceOf } from '../../../src/ui/output/difference'

describe('the difference of two outputs', () => {
  it('is by words, and takes neighbours as one change', () => {
    expect(differenceOf('Hello, Ada. You are guest 41.', 'Good day, Ada. You are guest 42.')).toEqual([
      { kind: 'removed', text: 'Hello' },
      { kind: 'added', text: 'Good day' },
      { kind: 'same', text: ', Ada. You are guest ' },
      { kind: 'removed', text: '41' },
      { kind: 'added', text: '42' },
      { kind: 'same', text: '.' },
    ])
  })

  it('joins two words that changed on either side of a space', () => {
    expect(differenceOf('one two three', 'six ten three')).toEqual([
      { kind: 'removed', text: 'one two' },
      { kind: 'added', text: 'six ten' },
      { kind: 'same', text: ' three' },
    ])
  })

  it('of equal texts is one part', () => {
    expect(differenceOf('same', 'same')).toEqual([{ kind: 'same', text: 'same' }])
  })

  it('gives back both texts from its parts', () => {
    const text = fc.stringMatching(/^[ab \n.,]{0,40}$/)
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = differenceOf(before, after) ?? []
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('')
        expect(without('added')).toBe(before)
        expect(without('removed')).toBe(after)
      }),
    )
  })

  it('gives up on texts that are too long to compare', () => {
    expect(differenceOf('a'.repeat(200_000), 'b')).toBeNull()
  })
})
