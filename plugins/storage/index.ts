import { definePlugin, type CallContext } from 'hotplug'

interface Row {
  key: string
  value: unknown
  saved_at: Date
}

export default definePlugin({
  async execute(input: unknown, ctx: CallContext) {
    const { operation, key, value } = read(input)
    // Not in init: without a grant that would keep the plugin from coming up at all.
    await ctx.sql.query(
      'create table if not exists saved (key text primary key, value jsonb not null, saved_at timestamptz not null)',
    )
    return operation === 'save' ? save(ctx, key, value) : load(ctx, key)
  },
})

async function save(ctx: CallContext, key: string, value: unknown) {
  // $1 and $2 are bound: whatever they hold, it is never read as SQL.
  const { rows } = await ctx.sql.query<Row>(
    `insert into saved values ($1, $2, now())
     on conflict (key) do update set value = excluded.value, saved_at = excluded.saved_at
     returning *`,
    [key, JSON.stringify(value)],
  )
  return show(rows[0], key)
}

async function load(ctx: CallContext, key: string) {
  const { rows } = await ctx.sql.query<Row>('select * from saved where key = $1', [key])
  return show(rows[0], key)
}

function show(row: Row | undefined, key: string) {
  if (!row) throw new RangeError(`Nothing is saved under "${key}".`)
  return { key: row.key, value: row.value, savedAt: row.saved_at.toISOString() }
}

function read(input: unknown): { operation: 'save' | 'load'; key: string; value: unknown } {
  const { operation, key, value } = Object(input) as Partial<Record<string, unknown>>
  if (operation !== 'save' && operation !== 'load') throw new TypeError('The operation must be "save" or "load".')
  if (typeof key !== 'string' || key === '') throw new TypeError('The key must be a text.')
  if (operation === 'save' && value === undefined) throw new TypeError('A value must be given to be saved.')
  return { operation, key, value }
}
