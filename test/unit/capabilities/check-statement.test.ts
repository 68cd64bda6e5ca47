import { expect, it } from 'vitest'
import { refuseStatement } from '../../../src/capabilities/sql/check-statement'
import { sqlLimits } from '../../../src/capabilities/sql/limits'

const refuse = (text: string, params: readonly unknown[] = []) => refuseStatement({ text, params }, sqlLimits)

it('lets a statement through', () => {
  expect(refuse('select copy from photocopies where id = $1', [1])).toBeNull()
})

it.each([
  ['too long a text', 'x'.repeat(sqlLimits.textLength + 1), [], 'characters'],
  ['a zero in the text', 'select 1 \0; drop table t', [], 'U+0000'],
  ['too many parameters', 'select 1', new Array<null>(sqlLimits.params + 1).fill(null), 'parameters'],
  ['too large parameters', 'select $1', ['x'.repeat(sqlLimits.paramBytes + 1)], 'MB'],
])('refuses %s', (_what, text, params, said) => {
  expect(refuse(text, params)).toMatchObject({ kind: 'params', message: expect.stringContaining(said) })
})

it.each(['copy t from stdin', ' \n COPY t to stdout', '-- one\n/* two\n */ copy t from stdin'])(
  'refuses %j, over which PGlite goes down',
  (text) => {
    expect(refuse(text)).toMatchObject({ kind: 'statement', message: expect.stringContaining('COPY') })
  },
)
