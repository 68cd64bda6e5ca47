import { definePlugin, type CallContext } from 'hotplug'

/** Takes what the types forbid. */
type Loose = Record<string, (...values: unknown[]) => Promise<unknown>>

const loose = (member: unknown) => member as Loose

const tries: Record<string, (ctx: CallContext) => Promise<unknown> | undefined> = {
  'a key that climbs': ({ storage }) => storage.get('../counter/count'),
  'a key that climbs back': ({ storage }) => storage.set('a\\..\\b', 1),
  'a key with a zero': ({ storage }) => storage.get('owner\u0000count'),
  'a key that is a list': ({ storage }) => loose(storage)['get']?.(['another owner', 'count']),
  'a key that is an object': ({ storage }) => loose(storage)['set']?.({ key: 'count' }, 1),
  'no key': ({ storage }) => loose(storage)['delete']?.(),
  'a long key': ({ storage }) => storage.get('x'.repeat(201)),
  'a prefix that climbs': ({ storage }) => storage.keys('../'),
  'a statement that is an object': ({ sql }) => loose(sql)['query']?.({ text: 'select 1' }),
  'params that are no list': ({ sql }) => loose(sql)['query']?.('select $1', { 0: 1, length: 1 }),
  'an address that is an object': ({ net }) => loose(net)['fetch']?.({ href: 'https://example.com' }),
  'an address in part': ({ net }) => net.fetch('/from-here'),
  'a file': ({ net }) => net.fetch('file:///etc/passwd'),
  'an address with a password': ({ net }) => net.fetch('https://me:you@example.com/'),
  'a method of its own': ({ net }) => net.fetch('https://example.com/', { method: 'TRACE' }),
  'two headers in one': ({ net }) => net.fetch('https://example.com/', { headers: { a: 'b\r\nc: d' } }),
  'a secret that climbs': ({ secrets }) => secrets.get('../TOKEN'),
}

export default definePlugin({
  async execute(_input, ctx) {
    const told: Record<string, unknown> = {}
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        await attempt(ctx)
        told[name] = 'done'
      } catch (error) {
        told[name] = (error as { code?: unknown }).code ?? String(error)
      }
    }
    return told
  },
})
