import { definePlugin, type SqlResult } from 'hotplug'

interface Attempt {
  readonly statements: readonly string[]
  /** Who it says that it is. */
  readonly posing: { readonly owner: string; readonly plugin: string }
}

/** Sends each statement, as itself and as somebody else, and tells the code that it was refused with, or the rows. */
export default definePlugin({
  async execute({ statements, posing }: Attempt, { sql }) {
    const query = sql.query as (...values: unknown[]) => Promise<SqlResult>
    const told: unknown[] = []
    for (const statement of statements)
      told.push(
        await query.call({ ...posing, name: posing.plugin }, statement, [], posing).then(
          ({ rows }) => rows,
          (error: { code?: unknown }) => error.code,
        ),
      )
    return told
  },
})
