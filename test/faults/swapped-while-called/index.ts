import { definePlugin } from 'hotplug'

export default definePlugin({
  execute: (input, ctx) => ctx.plugins.call('slow-partner', input),
})
