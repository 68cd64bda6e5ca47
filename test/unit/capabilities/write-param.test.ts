import { expect, it } from 'vitest'
import { writeParam } from '../../../src/capabilities/sql/write-param'

const text = 25
const jsonb = 3802

it.each([
  ['a text', "it's", "it's"],
  ['a number', 1.5, '1.5'],
  ['a large whole number', 2n ** 62n, '4611686018427387904'],
  ['a truth', false, 'false'],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['bytes', new Uint8Array([0, 15, 255]), '\\x000fff'],
  ['a part of bytes', new Uint8Array([1, 2, 3]).subarray(1, 2), '\\x02'],
  ['a buffer', new Uint8Array([7]).buffer, '\\x07'],
  ['a list', ['a', '"b"', '\\', null, 'NULL', ''], '{"a","\\"b\\"","\\\\",NULL,"NULL",""}'],
  ['a list of lists', [[1, 2], [3]], '{{"1","2"},{"3"}}'],
])('writes %s as PostgreSQL reads it', (_what, value, written) => {
  expect(writeParam(value, text)).toEqual({ ok: true, value: written })
})

it.each([null, undefined])('writes %s as null', (value) => {
  expect(writeParam(value, text)).toEqual({ ok: true, value: null })
})

it('writes plain data for json, and takes a text for json that is there already', () => {
  expect(writeParam({ a: [1, 'x'] }, jsonb)).toEqual({ ok: true, value: '{"a":[1,"x"]}' })
  expect(writeParam(['x'], jsonb)).toEqual({ ok: true, value: '["x"]' })
  expect(writeParam('"x"', jsonb)).toEqual({ ok: true, value: '"x"' })
})

it.each([
  ['an object', { a: 1 }, 'is an object'],
  ['a map', new Map(), 'is an object'],
  ['a date that is none', new Date(NaN), 'is no plain data'],
  ['a text with a zero in it', 'a\0b', 'U+0000'],
  ['a list with an object', [{}], 'is an object'],
])('refuses %s', (_what, value, said) => {
  expect(writeParam(value, text)).toMatchObject({ ok: false, error: expect.stringContaining(said) })
})

it('refuses what json cannot hold', () => {
  expect(writeParam(1n, jsonb)).toMatchObject({ ok: false })
})
