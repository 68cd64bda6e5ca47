import { definePlugin, type CallContext } from 'hotplug'

interface Note {
  title: string
  text: string
}

/** What else the plugin may come to keep will have another prefix. */
const prefix = 'note:'

export default definePlugin({
  /** Gives every note as it is afterwards, by title. */
  async execute(input: unknown, ctx: CallContext): Promise<Note[]> {
    if (input === 'list') return list(ctx)
    const { write, text, delete: gone } = Object(input) as Partial<Record<string, unknown>>
    if (isTitle(write) && typeof text === 'string') await ctx.storage.set(prefix + write, text)
    else if (isTitle(gone)) await ctx.storage.delete(prefix + gone)
    else throw new TypeError('The input must be "list", { "write": title, "text": … } or { "delete": title }.')
    return list(ctx)
  },
})

async function list({ storage }: CallContext): Promise<Note[]> {
  const keys = await storage.keys(prefix)
  return Promise.all(
    keys.map(async (key) => ({
      title: key.slice(prefix.length),
      // Another call may have deleted it since its key was read.
      text: (await storage.get<string>(key)) ?? '',
    })),
  )
}

function isTitle(title: unknown): title is string {
  return typeof title === 'string' && title !== '' && title.length <= 100
}
