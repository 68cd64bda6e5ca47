import { expect, it } from 'vitest'
import { refuseStatement } from '../../../src/capabilities/sql/check-statement'
import { sqlLimits } from '../../../src/capabilities/sql/limits'

const refuse = (text: string, params: readonly unknown[] = []) => refuseStatement({ text, params }, sqlLimits)

it.each([
  'select copy from photocopies where id = $1',
  'select\n  copy\nfrom photocopies',
  'copy_all()',
  '/* copy t from stdin',
  '',
])('lets %j through', (text) => {
  expect(refuse(text)).toBeNull()
})

it('looks past ten thousand comments, one within the other too, at once', () => {
  const comments = '/**/'.repeat(10_000) + '/*'.repeat(10_000) + '*/'.repeat(10_000)
  expect(refuse(`${comments}select 1`)).toBeNull()
  expect(refuse(`${comments}copy t from stdin`)).toMatchObject({ kind: 'statement' })
})

it.each([
  ['too long a text', 'x'.repeat(sqlLimits.textLength + 1), [], 'characters'],
  ['a zero in the text', 'select 1 \0; drop table t', [], 'U+0000'],
  ['too many parameters', 'select 1', new Array<null>(sqlLimits.params + 1).fill(null), 'parameters'],
  ['too large parameters', 'select $1', ['x'.repeat(sqlLimits.paramBytes + 1)], 'MB'],
])('refuses %s', (_what, text, params, said) => {
  expect(refuse(text, params)).toMatchObject({ kind: 'params', message: expect.stringContaining(said) })
})

it.each([
  'copy t from stdin',
  ' \n COPY t to stdout',
  '-- one\n/* two\n */ copy t from stdin',
  '-- one\rcopy t from stdin',
  '/* one /* two */ */copy t from stdin',
  ';; copy t from stdin',
])('refuses %j, over which PGlite goes down', (text) => {
  expect(refuse(text)).toMatchObject({ kind: 'statement', message: expect.stringContaining('COPY') })
})
