import { afterAll, describe, expect, it } from 'vitest'
import { browserClock } from '../../../src/app/browser-clock'
import { createSql, type Sql, type SqlOptions } from '../../../src/capabilities/sql/sql'
import { startWorker } from '../../../src/capabilities/sql/start-worker'
import type { GuestFault } from '../../../src/kernel/guest-fault'
import { takenBack } from '../../../src/kernel/taken-back'
import type { SqlResult } from '../../../src/sdk'

const made: { readonly sql: Sql; readonly owners: string[] }[] = []

function createDatabases(options: Partial<SqlOptions> = {}) {
  const sql = createSql({ clock: browserClock, ...options })
  const owners: string[] = []
  made.push({ sql, owners })
  return {
    sql,
    newOwner() {
      const owner = crypto.randomUUID()
      owners.push(owner)
      return owner
    },
    ask: (owner: string, text: string, ...params: unknown[]) =>
      sql['sql.query'](owner, { text, params }, new AbortController().signal),
  }
}

type Answer = Awaited<ReturnType<Sql['sql.query']>>

function resultOf(answer: Answer): SqlResult {
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

function faultOf(answer: Answer): GuestFault {
  if (answer.ok) throw new Error(`It was answered: ${JSON.stringify(answer.value)}`)
  return answer.error
}

const { sql, ask: askOf, newOwner } = createDatabases()
const owner = newOwner()
const ask = (text: string, ...params: unknown[]) => askOf(owner, text, ...params)

afterAll(async () => {
  for (const { sql, owners } of made) {
    sql.dispose()
    for (const owner of owners) await sql.forget(owner)
  }
})

describe('a statement', () => {
  it('gives what another one put in', async () => {
    await ask('create table people (id serial primary key, name text not null, born date)')
    const added = resultOf(await ask("insert into people (name, born) values ('Ada', '1815-12-10'), ('Alan', null)"))
    expect(added).toEqual({ rows: [], fields: [], affectedRows: 2 })
    const found = resultOf(await ask('select name, born from people order by id'))
    expect(found.rows).toEqual([
      { name: 'Ada', born: new Date('1815-12-10') },
      { name: 'Alan', born: null },
    ])
    expect(found.fields).toEqual([
      { name: 'name', dataTypeID: 25 },
      { name: 'born', dataTypeID: 1082 },
    ])
  })

  it('has its parameters bound', async () => {
    const injection = "'); drop table people; --"
    await ask('insert into people (name) values ($1)', injection)
    expect(resultOf(await ask('select name from people where name = $1', injection)).rows).toEqual([
      { name: injection },
    ])
  })

  it('takes and gives values of many types', async () => {
    const values = { n: 1.5, big: 2n ** 62n, yes: true, day: new Date(0), bytes: new Uint8Array([0, 255]) }
    const { rows } = resultOf(
      await ask(
        'select $1::float8 n, $2::int8 big, $3::bool yes, $4::timestamptz as day, $5::bytea bytes, $6::text[] list, $7::jsonb as json, $8::text nothing',
        ...Object.values(values),
        ['a', '"b"\\', null],
        { deep: [1, { text: "'" }] },
        null,
      ),
    )
    expect(rows).toEqual([{ ...values, list: ['a', '"b"\\', null], json: { deep: [1, { text: "'" }] }, nothing: null }])
  })

  it.each([
    ['select nix', '42703', 'line 1, column 8'],
    ['select\n  *\nfrom nowhere', '42P01', 'line 3, column 6'],
    ["select '🚀', nix", '42703', 'line 1, column 13'],
  ])('that fails says where: %s', async (text, state, place) => {
    const { message } = faultOf(await ask(text))
    expect(message).toContain('does not exist')
    expect(message).toContain(`(${state}, ${place})`)
  })

  it('comes alone', async () => {
    expect(faultOf(await ask('select 1; select 2')).message).toContain('Send one statement a query')
  })

  it('keeps no transaction open', async () => {
    expect(faultOf(await ask('begin')).message).toContain('cannot stay open')
    await ask("insert into people (name) values ('after')")
    expect(resultOf(await ask("select from people where name = 'after'")).rows).toHaveLength(1)
  })

  it('leaves nothing in the session', async () => {
    await ask("set time zone 'Asia/Tokyo'")
    expect(resultOf(await ask('show time zone')).rows).toEqual([{ TimeZone: 'UTC' }])
  })

  it('that is none gives nothing', async () => {
    expect(resultOf(await ask('-- nothing'))).toEqual({ rows: [], fields: [], affectedRows: 0 })
  })

  it.each([
    ['select $1::int', [], 'has 1 parameters, and 0 values were given'],
    ['select $1::text', [{ a: 1 }], 'Parameter $1 is an object'],
    ['select $1::text', ['a\0b'], 'U+0000'],
    ['select 1 \0', [], 'U+0000'],
    [`select '${'x'.repeat(100_000)}'`, [], 'characters'],
  ])('is refused where its values do not fit: %#', async (text, params, said) => {
    expect(faultOf(await ask(text, ...params))).toMatchObject({ code: 'INPUT', message: expect.stringContaining(said) })
  })
})

describe('a result that is too large', () => {
  it.each([
    ['in rows', "insert into people (name) select 'many' from generate_series(1, 10001) returning id"],
    ['in bytes', "insert into people (name) select repeat('x', 1000000) from generate_series(1, 9) returning name"],
  ])('%s fails, and nothing of the statement is kept', async (_what, text) => {
    const { rows: before } = resultOf(await ask('select count(*) from people'))
    expect(faultOf(await ask(text))).toMatchObject({ code: 'CAPABILITY' })
    expect(resultOf(await ask('select count(*) from people')).rows).toEqual(before)
  })
})

describe('a database', () => {
  it('is nobody else’s', async () => {
    const other = newOwner()
    await ask("create table secrets as select 'of the first' as secret")
    expect(faultOf(await askOf(other, 'select * from secrets')).message).toContain('does not exist')
    const { rows } = resultOf(await askOf(other, 'select datname from pg_database where not datistemplate'))
    expect(rows).toEqual([{ datname: 'postgres' }])
  })

  it.each([
    "copy people to '/tmp/people'",
    "copy people from program 'ls'",
    "do $$ begin copy people to '/tmp/people'; end $$",
    "do $$ begin copy people from program 'ls'; end $$",
    "select pg_read_file('PG_VERSION')",
    "select lo_import('/etc/passwd')",
    "select lo_export(lo_from_bytea(0, 'evil'), '/pglite/lib/postgresql/plpgsql.so')",
    'grant execute on function lo_export(oid, text) to postgres',
    'set role pg_monitor',
    'create database other',
    "select pg_ls_dir('/')",
    "create function f() returns int language c as '/tmp/evil', 'f'",
    "load '/tmp/evil'",
    'create extension dblink',
    'create extension postgres_fdw',
    'create extension file_fdw',
    'alter system set work_mem = 1',
    'alter role postgres superuser',
    'update pg_authid set rolsuper = true',
    'create role boss superuser',
    'set session_preload_libraries = evil',
    '\\connect other',
  ])('refuses a way out: %s', async (text) => {
    expect(faultOf(await ask(text)).message).toMatch(
      /permission denied|must be owner|not available|not allowed|syntax error|nobody at its other end/,
    )
  })

  it('is opened ahead, once', async () => {
    let workers = 0
    const counted = createDatabases({ createWorker: () => (workers++, startWorker()) })
    const mine = counted.newOwner()
    await Promise.all([counted.sql.open(mine), counted.sql.open(mine)])
    const stored = await indexedDB.databases()
    expect(stored.filter(({ name }) => name?.includes(mine))).toHaveLength(1)
    expect(resultOf(await counted.ask(mine, 'select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(workers).toBe(1)
    counted.sql.dispose()
  })

  it('keeps its rows when the page goes', async () => {
    await ask("insert into people (name) values ('kept')")
    sql.dispose()
    const { ask: askLater } = createDatabases()
    expect(resultOf(await askLater(owner, "select name from people where name = 'kept'")).rows).toHaveLength(1)
    made.at(-1)!.sql.dispose()
  })

  it('that another tab has open is left alone', async () => {
    await ask('select 1')
    const otherTab = createDatabases({ limits: { lockMs: 100 } })
    expect(faultOf(await otherTab.ask(owner, 'select 1'))).toMatchObject({
      code: 'CAPABILITY',
      message: expect.stringContaining('Another tab'),
    })
    sql.dispose()
    expect(resultOf(await otherTab.ask(owner, 'select 1 as one')).rows).toEqual([{ one: 1 }])
    otherTab.sql.dispose()
  })

  it('shows its tables and their rows', async () => {
    await ask('create table "odd ""name" (a int primary key, b varchar(9))')
    await ask(`insert into "odd ""name" select n, 'row ' || n from generate_series(1, 5) n`)
    const tables = await sql.tables(owner)
    expect(tables).toMatchObject({ ok: true })
    expect(tables.ok && tables.value.find(({ name }) => name === 'odd "name')).toEqual({
      schema: 'public',
      name: 'odd "name',
      columns: [
        { name: 'a', type: 'integer', nullable: false },
        { name: 'b', type: 'character varying(9)', nullable: true },
      ],
      rowCount: 5,
    })
    const page = await sql.rows(owner, { schema: 'public', name: 'odd "name' }, { offset: 3, limit: 10 })
    expect(resultOf(page).rows).toEqual([
      { a: 4, b: 'row 4' },
      { a: 5, b: 'row 5' },
    ])
  })

  it('is not made by a look', async () => {
    const nobody = newOwner()
    expect(await sql.tables(nobody)).toEqual({ ok: true, value: [] })
    const stored = await indexedDB.databases()
    expect(stored.filter(({ name }) => name?.includes(nobody))).toEqual([])
  })

  it('that is forgotten is gone', async () => {
    const gone = newOwner()
    await askOf(gone, 'create table t ()')
    await sql.forget(gone)
    const stored = await indexedDB.databases()
    expect(stored.filter(({ name }) => name?.includes(gone))).toEqual([])
    expect(await sql.tables(gone)).toEqual({ ok: true, value: [] })
  })
})

describe('a statement that goes wrong', () => {
  it('for ever is stopped, is not kept, and the next one works', async () => {
    const hasty = createDatabases({ limits: { statementMs: 500 } })
    const mine = hasty.newOwner()
    await hasty.ask(mine, 'create table t (n int)')
    const endless = hasty.ask(
      mine,
      'with recursive loop(n) as (select 1 union all select n from loop), kept as (insert into t values (1)) select count(*) from loop',
    )
    const behind = hasty.ask(mine, 'select count(*) from t')
    expect(faultOf(await endless)).toMatchObject({ code: 'TIMEOUT' })
    expect(resultOf(await behind).rows).toEqual([{ count: 0 }])
  })

  it('in depth is told, and the next one works', async () => {
    await ask('create function deep(n int) returns int language plpgsql as $$ begin return deep(n + 1); end $$')
    expect(faultOf(await ask('select deep(1)')).message).toMatch(/went down|stack depth/)
    expect(resultOf(await ask('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('in size is told, and nothing of it is kept', async () => {
    const small = createDatabases({ limits: { databaseBytes: 20_000_000, statementMs: 60_000 } })
    const mine = small.newOwner()
    await small.ask(mine, 'create table t (text text)')
    await small.ask(mine, 'alter table t alter column text set storage external')
    const filled = await small.ask(mine, "insert into t select repeat('x', 1000000) from generate_series(1, 12)")
    expect(faultOf(filled)).toMatchObject({ code: 'CAPABILITY', message: expect.stringContaining('20 MB') })
    expect(resultOf(await small.ask(mine, 'select count(*) from t')).rows).toEqual([{ count: 0 }])
  })

  it('that nobody waits for any more is not begun', async () => {
    const leaving = new AbortController()
    const first = ask('select pg_sleep(0.2)')
    const second = sql['sql.query'](owner, { text: 'create table late ()', params: [] }, leaving.signal)
    leaving.abort()
    expect(faultOf(await second)).toMatchObject({ code: 'CANCELLED' })
    await first
    expect(faultOf(await ask('select from late')).message).toContain('does not exist')
  })

  it('whose grant is taken back ends where it is, and nothing of it is kept', async () => {
    const mine = newOwner()
    await askOf(mine, 'create table t (n int)')
    const revoking = new AbortController()
    const text = 'insert into t select 1 from pg_sleep(0.3)'
    const underWay = sql['sql.query'](mine, { text, params: [] }, revoking.signal)
    const behind = askOf(mine, 'select count(*) from t')
    revoking.abort(takenBack)
    expect(faultOf(await underWay)).toMatchObject({ code: 'CANCELLED' })
    expect(resultOf(await behind).rows).toEqual([{ count: 0 }])
  })

  it('that its caller has left goes on, as to end it would cost the next one a start', async () => {
    const mine = newOwner()
    await askOf(mine, 'create table t (n int)')
    const leaving = new AbortController()
    const text = 'insert into t select 1 from pg_sleep(0.3)'
    const underWay = sql['sql.query'](mine, { text, params: [] }, leaving.signal)
    leaving.abort()
    expect(faultOf(await underWay)).toMatchObject({ code: 'CANCELLED' })
    expect(resultOf(await askOf(mine, 'select count(*) from t')).rows).toEqual([{ count: 1 }])
  })
})

it('opens only so many databases at once', async () => {
  const few = createDatabases({ limits: { open: 1 } })
  const [one, two] = [few.newOwner(), few.newOwner()]
  const answers = await Promise.all([one, two, one].map((who) => few.ask(who, 'select 1 as one')))
  expect(answers.map((answer) => resultOf(answer).rows)).toEqual([[{ one: 1 }], [{ one: 1 }], [{ one: 1 }]])
})

describe('who waits for room', () => {
  /** Room for one, which a statement of its owner keeps. */
  async function full() {
    const few = createDatabases({ limits: { open: 1, statementMs: 60_000 } })
    const [holder, waiter] = [few.newOwner(), few.newOwner()]
    await few.ask(holder, 'select 1')
    const held = few.ask(holder, 'select pg_sleep(50)')
    return { ...few, holder, waiter, held }
  }

  it('is answered at once where nobody waits for the answer any more', async () => {
    const { sql, waiter, held } = await full()
    const leaving = new AbortController()
    const left = sql['sql.query'](waiter, { text: 'select 1', params: [] }, leaving.signal)
    const late = sql['sql.query'](waiter, { text: 'select 1', params: [] }, AbortSignal.abort())
    leaving.abort()
    for (const answer of [await left, await late]) expect(faultOf(answer)).toMatchObject({ code: 'CANCELLED' })
    sql.dispose()
    expect(faultOf(await held)).toMatchObject({ code: 'CANCELLED' })
  })

  it('goes on where the other database is deleted', async () => {
    const { sql, ask, holder, waiter, held } = await full()
    const waits = ask(waiter, 'select 1 as one')
    await sql.forget(holder)
    expect(faultOf(await held)).toMatchObject({ code: 'CANCELLED' })
    expect(resultOf(await waits).rows).toEqual([{ one: 1 }])
    sql.dispose()
  })

  it('gets no database any more once its own is deleted, or all of them end', async () => {
    const { sql, ask, newOwner, waiter } = await full()
    const [gone, ended] = [ask(waiter, 'create table t ()'), ask(newOwner(), 'create table t ()')]
    await sql.forget(waiter)
    expect(faultOf(await gone)).toMatchObject({ code: 'CANCELLED' })
    sql.dispose()
    expect(faultOf(await ended)).toMatchObject({ code: 'CANCELLED' })
    expect(await sql.tables(waiter)).toEqual({ ok: true, value: [] })
  })
})
