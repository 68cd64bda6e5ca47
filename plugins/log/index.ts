import { definePlugin } from 'hotplug'

interface Request {
  method: string
  path: string
  user?: string
}

export default definePlugin({
  execute(request: Request, ctx) {
    const { method, path, user = 'anybody' } = request
    ctx.log.info(`${method} ${path} by ${user}`)
    ctx.metrics.count(`requests by ${user}`.slice(0, 100))
    return request
  },
})
