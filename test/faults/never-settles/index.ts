import { definePlugin } from 'hotplug'

export default definePlugin({
  execute(input: string, ctx) {
    if (input !== 'wait') return `got ${input}`
    ctx.signal.addEventListener('abort', () => ctx.log.info('aborted:', (ctx.signal.reason as Error).message))
    return new Promise<string>(() => {})
  },
})
