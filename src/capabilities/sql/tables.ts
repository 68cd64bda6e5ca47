import { fail, ok, type Result } from '../../kernel/result'
import type { SqlResult } from '../../sdk'
import type { SqlFailure } from './failures'
import type { Statement } from './protocol'

/** A table of a plugin's database, by its full name. */
export interface TableName {
  readonly schema: string
  readonly name: string
}

export interface Table extends TableName {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[]
  readonly rowCount: number
}

export type Run = (statement: Statement) => Promise<Result<SqlResult, SqlFailure>>

const listTables = `
  select n.nspname as schema, c.relname as name, (
    select coalesce(json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull
    ) order by a.attnum), '[]')
    from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  ) as columns
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  order by 1, 2
  limit 200`

/** The tables that a plugin made, each with its columns and how many rows it has. At most 200. */
export async function tablesOf(run: Run): Promise<Result<Table[], SqlFailure>> {
  const listed = await run({ text: listTables, params: [] })
  if (!listed.ok) return listed
  const tables: Table[] = []
  for (const row of listed.value.rows) {
    const table = row as unknown as Omit<Table, 'rowCount'>
    const counted = await run({ text: `select count(*) as count from ${quoted(table)}`, params: [] })
    if (!counted.ok) return counted
    tables.push({ ...table, rowCount: Number(counted.value.rows[0]?.['count']) })
  }
  return ok(tables)
}

export interface Page {
  readonly offset: number
  readonly limit: number
}

/** Some rows of a table, in the order in which they are stored. */
export async function rowsOf(
  run: Run,
  table: TableName,
  { offset, limit }: Page,
): Promise<Result<SqlResult, SqlFailure>> {
  const found = await run({
    text: `select * from ${quoted(table)} order by tableoid, ctid limit $1 offset $2`,
    params: [limit, offset],
  })
  return found.ok ? found : fail(found.error)
}

function quoted({ schema, name }: TableName): string {
  return [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}
