import { describe, expect, it } from 'vitest'
import { nearest } from '../../../src/kernel/nearest'

describe('the nearest word', () => {
  it.each([
    ['CACHE', 'cache'],
    ['cahce', 'cache'],
    ['cach', 'cache'],
    ['loging', 'logging'],
    ['tmeotu', 'timeout'],
  ])('to %s is %s', (word, meant) => {
    expect(nearest(word, ['metrics', 'logging', 'cache', 'timeout'])).toBe(meant)
  })

  it('is none where none is two slips away, or the word is too short or too long to tell', () => {
    expect(nearest('authors', ['metrics', 'logging'])).toBeNull()
    expect(nearest('a', ['b', 'c'])).toBeNull()
    const long = 'x'.repeat(41)
    expect(nearest(long, [long])).toBeNull()
  })

  it('is found by its shape, and given whole', () => {
    const withoutExtension = (path: string): string => path.replace(/\.ts$/, '')
    expect(nearest('greet', ['lib.ts', 'great.ts'], withoutExtension)).toBe('great.ts')
  })
})
