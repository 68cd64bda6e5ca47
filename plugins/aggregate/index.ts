import { definePlugin, type CallContext } from 'hotplug'

interface Config {
  /** The field whose values make the groups. */
  by: string
  /** The field that is summed up. */
  sum: string
}

type Row = Readonly<Record<string, unknown>>

interface Group {
  count: number
  sum: number
}

type Groups = Map<string, Group>

/** What was gathered of each stream so far. */
const streams = new Map<number, Groups>()

export default definePlugin({
  execute(input: Row | readonly Row[], { config, stream }: CallContext<Config>) {
    const rows = Array.isArray(input) ? (input as readonly Row[]) : [input as Row]
    const groups: Groups = (stream === null ? undefined : streams.get(stream)) ?? new Map<string, Group>()
    for (const row of rows) add(groups, row, config)
    if (stream === null) return toRows(groups, config)
    streams.set(stream, groups)
    // What comes of it is told when the stream ends.
    return undefined
  },

  flush({ config, stream }: CallContext<Config>) {
    const groups = streams.get(stream ?? 0) ?? new Map<string, Group>()
    streams.delete(stream ?? 0)
    return toRows(groups, config)
  },

  // A generation that is swapped in while a stream runs goes on with what this one has gathered.
  snapshot: () => streams,
  restore(state: typeof streams) {
    for (const [stream, groups] of state) streams.set(stream, groups)
  },
})

function add(groups: Groups, row: Row, { by, sum }: Config): void {
  const value = row[by] ?? ''
  const key = typeof value === 'string' ? value : JSON.stringify(value)
  const group = groups.get(key) ?? { count: 0, sum: 0 }
  group.count++
  group.sum += Number(row[sum] ?? 0)
  groups.set(key, group)
}

/** The largest sum first. */
function toRows(groups: Groups, { by }: Config) {
  return Array.from(groups, ([key, { count, sum }]) => ({ [by]: key, count, sum: Math.round(sum * 100) / 100 })).sort(
    (a, b) => b.sum - a.sum,
  )
}
