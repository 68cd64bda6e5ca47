import { definePlugin, type CallContext } from 'hotplug'

const uses: Record<string, (ctx: CallContext) => Promise<unknown>> = {
  'storage:read': ({ storage }) => storage.get('a'),
  'storage:write': ({ storage }) => storage.set('a', 1),
  sql: ({ sql }) => sql.query('select 1'),
  net: ({ net }) => net.fetch('https://example.com/'),
  random: ({ random }) => random.next(),
  secrets: ({ secrets }) => secrets.get('TOKEN'),
  // Asked for, but granted by nobody.
  'plugins:call': ({ plugins }) => plugins.call('counter', 'reset'),
  clock: ({ clock }) => clock.now(),
}

export default definePlugin({
  /** What each use was refused with; `name` lets one of them through as it is thrown. */
  async execute(name: unknown, ctx) {
    if (typeof name === 'string') return uses[name]?.(ctx)
    const told: Record<string, unknown> = {}
    for (const [capability, use] of Object.entries(uses))
      told[capability] = await use(ctx).then(
        () => 'done',
        (error: { code?: unknown }) => error.code,
      )
    return told
  },
})
