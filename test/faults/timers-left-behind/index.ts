import { definePlugin } from 'hotplug'

export default definePlugin({
  execute(_input: unknown, ctx) {
    setInterval(() => ctx.log.info(Date.now()), 5)
    setInterval(() => ctx.log.warn(Date.now()), 5)
    setTimeout(() => ctx.log.info('much later'), 3_600_000)
    clearTimeout(setTimeout(() => ctx.log.info('never'), 3_600_000))
    return 'set'
  },
})
