import { definePlugin, type CallContext } from 'hotplug'

interface Config {
  origin: string
}

export default definePlugin({
  async execute(path: unknown, ctx: CallContext<Config>) {
    if (typeof path !== 'string' || !path.startsWith('/')) throw new TypeError('The input must be a path: "/users/1".')
    const { origin } = ctx.config
    const answer = await ctx.net.fetch(origin + path).catch((error: unknown) => {
      // A refusal says best by itself how to grant it; what is left is a server out of reach.
      if (codeOf(error) === 'PERMISSION') throw error
      throw new Error(`${origin} does not answer. Are you online? Try again later.`, { cause: error })
    })
    if (answer.status !== 200) throw new Error(`${origin} has nothing at ${path}: it answered ${answer.status}.`)
    const value = await answer.json().catch((error: unknown) => {
      throw new Error(`What ${origin} has at ${path} is no JSON.`, { cause: error })
    })
    return { fields: Object.keys(Object(value) as object), value }
  },
})

function codeOf(error: unknown): unknown {
  return (Object(error) as { code?: unknown }).code
}
