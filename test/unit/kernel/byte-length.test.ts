import { expect, it } from 'vitest'
import { byteLengthUpTo } from '../../../src/kernel/byte-length'

it.each([
  ['a text', 'x'.repeat(1_000), 1_000],
  ['a buffer', new ArrayBuffer(1_000), 1_000],
  ['a small part of a large buffer', new Uint8Array(new ArrayBuffer(1_000), 0, 1), 1_000],
  ['a view of one', new DataView(new ArrayBuffer(1_000), 5, 1), 1_000],
])('counts %s by what crosses', (_, value, bytes) => {
  expect(Math.abs(byteLengthUpTo(Infinity, value) - bytes)).toBeLessThan(50)
})

it('counts a buffer once, however many views there are over it', () => {
  const buffer = new ArrayBuffer(1_000)
  const views = [new Uint8Array(buffer), new Uint8Array(buffer, 1), new DataView(buffer), buffer]
  expect(byteLengthUpTo(Infinity, views)).toBeLessThan(1_100)
})
