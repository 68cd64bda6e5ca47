import { definePlugin } from 'hotplug'

export default definePlugin({
  execute() {
    throw new Error('as always')
  },
  healthCheck: () => ({ status: 'ok', detail: 'never better' }),
})
