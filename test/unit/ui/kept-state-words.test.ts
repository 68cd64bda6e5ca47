import { describe, expect, it } from 'vitest'
import { originWords, shareOf, sizeWords } from '../../../src/ui/plugin-page/kept-state-words'

const from = { version: '1.2.0', generation: 3 }

describe('where a state is from', () => {
  it('is what serves now, where it was taken by hand', () => {
    expect(originWords(from, 3)).toBe('Taken of generation 3, version 1.2.0, which serves now.')
  })

  it('is the generation before, after a swap', () => {
    expect(originWords(from, 4)).toBe('Taken of generation 3, version 1.2.0; generation 4 began with it.')
  })

  it('is said where nothing serves, too', () => {
    expect(originWords(from, null)).toBe('Taken of generation 3, version 1.2.0.')
  })
})

describe('how large a state is', () => {
  it('is a share of what it may be', () => {
    expect(shareOf({ count: 1 }, 58)).toBe(0.5)
    expect(shareOf('x'.repeat(100), 10)).toBe(1)
  })

  it('is told in bytes, and then in larger units', () => {
    expect(sizeWords({ count: 1 })).toBe('about 29 bytes')
    expect(sizeWords('x'.repeat(12_000))).toBe('about 12 kB')
    expect(sizeWords(new Uint8Array(2_500_000))).toBe('about 2.5 MB')
  })
})
