import { expect, it } from 'vitest'
import { checkSchema } from '../../../src/kernel/check-schema'

const schema = {
  type: 'object',
  properties: { style: { type: 'string', minLength: 2 }, rows: { type: 'array', items: { type: 'number' } } },
  required: ['style'],
  additionalProperties: false,
}

it.each<[string, unknown, string, RegExp]>([
  ['a key too many', { style: 'plain', styl: 1 }, '/styl', /does not know this key/],
  ['a wrong type', { style: 7 }, '/style', /of type number, and must be of type string/],
  ['a wrong type within a list', { style: 'plain', rows: [1, 'two'] }, '/rows/1', /must be of type number/],
  ['a text that is too short', { style: 'x' }, '/style', /too short/],
  ['a key that is missing', {}, '', /style/],
])('tells of %s where it is, in plain words', (_what, value, path, message) => {
  const [problem] = checkSchema(schema, value)
  expect(problem).toEqual({ path, message: expect.stringMatching(message) as string })
})

it('has nothing to say of what fits', () => {
  expect(checkSchema(schema, { style: 'plain', rows: [1] })).toEqual([])
  expect(checkSchema(true, 7)).toEqual([])
})

it('tells of a schema that cannot be used', () => {
  expect(checkSchema({ $ref: '#/nowhere' }, 1)).toEqual([
    { path: '', message: expect.stringMatching(/cannot be used/) as string },
  ])
})
