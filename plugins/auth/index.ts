import { definePlugin, type CallContext } from 'hotplug'

interface Config {
  /** By token. */
  users: Record<string, string>
}

interface Request {
  method: string
  path: string
  headers?: Record<string, string>
}

export default definePlugin({
  /** Gives the request with its user in place of the token, which nobody further in needs to see. */
  execute({ headers = {}, ...request }: Request, ctx: CallContext<Config>) {
    const { authorization, ...others } = withSmallNames(headers)
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined)
      throw new Error('401: the request has no token. Send one as "authorization": "Bearer ada-token".')
    const user = Object.hasOwn(ctx.config.users, token) ? ctx.config.users[token] : undefined
    if (user === undefined) throw new Error('401: nobody has this token. The config of auth names those that count.')
    return { ...request, headers: others, user }
  },
})

/** The names of headers are the same in any case. */
function withSmallNames(headers: Readonly<Record<string, string>>): Partial<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
