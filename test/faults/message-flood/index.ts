import { definePlugin } from 'hotplug'

/** Everything that makes a message, as fast as it goes; `port` would be it if there were one to be had. */
export default definePlugin({
  execute(input: string, ctx) {
    if (input !== 'flood') return `got ${input}`
    for (let count = 0; ; count++) {
      ctx.metrics.observe(`n${count}`, count)
      ctx.metrics.gauge(`g${count}`, count)
      console.log(count)
      void Promise.reject(new Error(`left ${count}`))
      self.postMessage?.(count)
    }
  },
})
