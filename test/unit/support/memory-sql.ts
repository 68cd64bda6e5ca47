import { PGlite } from '@electric-sql/pglite'
import type { Sql, SqlResult } from '../../../src/sdk'

/** A real PostgreSQL in memory, started by the first statement. */
export function createMemorySql(): Sql {
  let starting: Promise<PGlite> | null = null
  return {
    async query<Row>(text: string, params: readonly unknown[] = []): Promise<SqlResult<Row>> {
      starting ??= PGlite.create()
      const { rows, fields, affectedRows = 0 } = await (await starting).query<Row>(text, [...params])
      return { rows, fields, affectedRows }
    },
  }
}
