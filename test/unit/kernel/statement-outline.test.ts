import { expect, it } from 'vitest'
import { statementOutline } from '../../../src/kernel/statement-outline'

it.each([
  ["insert into t values ('s3cret', 41, -1.5e3)", 'insert into t values (?, ?, -?)'],
  ['select * from t1 where "a 2" = $1 and b = 2', 'select * from t1 where "a 2" = $1 and b = ?'],
  ["select 'it''s' || E'a\\'s3cret' || 'x'", 'select ? || ? || ?'],
  ['select $$s3cret$$, $a$ $b$ s3cret $a$, $1', 'select ?, ?, $1'],
  ["select 's3cret", 'select ?'],
  ['select $tag$ s3cret', 'select ?'],
  ['select 1 -- s3cret\nfrom t', 'select ?  \nfrom t'],
  ["/* a /* b */ s3cret */ select/*'*/ 'b'", '  select  ?'],
  ['/* s3cret', ' '],
  ['select größe2 from t where größe2 > .5', 'select größe2 from t where größe2 > ?'],
  ["select U&'s3cret', B'101'", 'select U&?, B?'],
])('the outline of %j has no value', (statement, outline) => {
  expect(statementOutline(statement)).toBe(outline)
})

it('of a very long statement is that of its beginning', () => {
  expect(statementOutline(`select '${'x'.repeat(1_000_000)}'`)).toBe('select ?')
  expect(statementOutline('/*'.repeat(500_000))).toBe(' ')
  expect(statementOutline('$a'.repeat(500_000)).length).toBeLessThanOrEqual(2_000)
})
